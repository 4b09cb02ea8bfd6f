using IndustrialGateway.Faults.Tampering;

namespace IndustrialGateway.Faults.Rows;

/// <summary>A row by which it is asked for.</summary>
internal sealed record RowName(string Name, string What, Func<Row> Make)
{
    public static IReadOnlyList<RowName> All { get; } =
    [
        new("F01", "kill -9 of the gateway at any moment", () => new KilledGateway()),
        new("F02", "kill -9 of the gateway at each stage of a value's way", () => new GatewayKilledAtStage()),
        new("F03", "kill -9 of the platform at each stage of a commit", () => new PlatformKilledAtStage()),
        new("F06", "power loss of the gateway's disk", () => new GatewayPowerLoss()),
        new("F08", "fsync that fails, once and for a while", () => new FailingSync()),
        new("F10", "bits that flip in each kind of file of the gateway's buffer", () => new SpoiledBuffer(Spoiling.Flips)),
        new("F11", "files of the gateway's buffer cut, zeroed, doubled, exchanged and deleted", () => new SpoiledBuffer(Spoiling.Files)),
        new("F12", "an older copy of the gateway's buffer put back", () => new RestoredBuffer()),
        new("F20", "the gateway's disk is full, and is freed later", () => new FullDisk()),
        new("F21", "the gateway's buffer reaches its bound", () => new FullBuffer()),
        new("F23", "the gateway's memory is bounded", () => new BoundedMemory()),
        new("F25", "a platform that is slow, silent, refuses or acknowledges wrongly", () => new MeddledAcknowledgements()),
        new("F26", "a record among good ones that can never be stored", () => new PoisonRecord()),
        new("F27", "a long outage, and the drain of its backlog beside live values", () => new LongOutage()),
    ];

    public static RowName Of(string name) =>
        All.FirstOrDefault(row => string.Equals(row.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"There is no row {name}; there are {string.Join(", ", All.Select(row => row.Name))}.");
}
