using IndustrialGateway.Faults.Tampering;

namespace IndustrialGateway.Faults.Rows;

/// <summary>A row by which it is asked for.</summary>
/// <param name="Name">As in the fault matrix.</param>
/// <param name="What">For people.</param>
/// <param name="Make">Makes it for one line; true = a quick one.</param>
internal sealed record RowName(string Name, string What, Func<bool, Row> Make)
{
    public static IReadOnlyList<RowName> All { get; } =
    [
        new("F01", "kill -9 of the gateway at any moment", isQuick => new KilledGateway { IsQuick = isQuick }),
        new("F02", "kill -9 of the gateway at each stage of a value's way", isQuick => new GatewayKilledAtStage { IsQuick = isQuick }),
        new("F03", "kill -9 of the platform at each stage of a commit", isQuick => new PlatformKilledAtStage { IsQuick = isQuick }),
        new("F05", "kill -9 of plant, gateway and platform at once", isQuick => new KilledAll { IsQuick = isQuick }),
        new("F06", "power loss of the gateway's disk", isQuick => new GatewayPowerLoss { IsQuick = isQuick }),
        new("F07", "power loss of the platform's disk", isQuick => new PlatformPowerLoss { IsQuick = isQuick }),
        new("F08", "fsync that fails, once and for a while", isQuick => new FailingDisk("fdatasync,fsync", "EIO", "ENOSPC") { IsQuick = isQuick }),
        new("F09", "writes that fail, once and for a while", isQuick => new FailingDisk("pwrite64", "EIO", "ENOSPC", "EAGAIN") { IsQuick = isQuick }),
        new("F10", "bits that flip in each kind of file of the gateway's buffer", isQuick => new SpoiledBuffer(Spoiling.Flips) { IsQuick = isQuick }),
        new("F11", "files of the gateway's buffer cut, zeroed, doubled, exchanged and deleted", isQuick => new SpoiledBuffer(Spoiling.Files) { IsQuick = isQuick }),
        new("F12", "an older copy of the gateway's buffer put back", isQuick => new RestoredBuffer { IsQuick = isQuick }),
        new("F13", "a second gateway in the same folder, or with the same identity", isQuick => new SecondGateway { IsQuick = isQuick }),
        new("F14", "a machine that comes back with another certificate and its nodes under another number", isQuick => new ChangedPlant { IsQuick = isQuick }),
        new("F15", "a machine that is silent, out of reach or reset", isQuick => new SilentMachine { IsQuick = isQuick }),
        new("F20", "the gateway's disk is full, and is freed later", isQuick => new FullDisk { IsQuick = isQuick }),
        new("F21", "the gateway's buffer reaches its bound", isQuick => new FullBuffer { IsQuick = isQuick }),
        new("F22", "a disk that stands still, or is slow", isQuick => new SlowDisk { IsQuick = isQuick }),
        new("F23", "the gateway's memory is bounded", isQuick => new BoundedMemory { IsQuick = isQuick }),
        new("F24", "no more files and sockets, and two threads", isQuick => new ScarceMeans { IsQuick = isQuick }),
        new("F25", "a platform that is slow, silent, refuses or acknowledges wrongly", isQuick => new MeddledAcknowledgements { IsQuick = isQuick }),
        new("F26", "a record among good ones that can never be stored", isQuick => new PoisonRecord { IsQuick = isQuick }),
        new("F27", "a long outage, and the drain of its backlog beside live values", isQuick => new LongOutage { IsQuick = isQuick }),
        new("F28", "the gateway's clock jumps, by hours and years", isQuick => new JumpingClock(ofGateway: true) { IsQuick = isQuick }),
        new("F29", "the platform's clock jumps, by hours and years", isQuick => new JumpingClock(ofGateway: false) { IsQuick = isQuick }),
        new("F30", "the gateway is paused", isQuick => new PausedGateway { IsQuick = isQuick }),
        new("F31", "links of each profile, from good to hopeless", isQuick => new PoorLink { IsQuick = isQuick }),
        new("F31P", "a path gets another IPv6 prefix", isQuick => new ChangedPrefix { IsQuick = isQuick }),
        new("F32", "one of two paths dies", isQuick => new DyingPath { IsQuick = isQuick }),
        new("F34", "a burst of all points at once", isQuick => new Burst { IsQuick = isQuick }),
        new("F37", "several faults at once, chosen by the seed", isQuick => new Mixture { IsQuick = isQuick }),
    ];

    public static RowName Of(string name) =>
        All.FirstOrDefault(row => string.Equals(row.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"There is no row {name}; there are {string.Join(", ", All.Select(row => row.Name))}, and for `row` {string.Join(", ", BorrowedRow.All.Select(row => row.Name))}.");
}
