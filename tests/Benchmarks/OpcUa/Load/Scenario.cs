namespace IndustrialGateway.Benchmarks.OpcUa.Load;

/// <summary>One load and how a client asks for it.</summary>
/// <param name="Name">By which it is chosen on the command line.</param>
/// <param name="Items">Variables of the server, each a counter that goes up by one with each update.</param>
/// <param name="PeriodMs">Milliseconds between two updates of a variable.</param>
/// <param name="PublishingMs">The publishing interval asked for, in milliseconds.</param>
/// <param name="Policy">The security policy's name; with None there is no security, with any other messages are signed and encrypted.</param>
internal sealed record Scenario(string Name, int Items, int PeriodMs, int PublishingMs, string Policy = "None")
{
    public static readonly Scenario[] All =
    [
        new("base", 10_000, 100, 50),
        new("base-basic256", 10_000, 100, 50, "Basic256Sha256"),
        new("base-aes128", 10_000, 100, 50, "Aes128_Sha256_RsaOaep"),
        new("flood", 10_000, 20, 50),
        new("flood-basic256", 10_000, 20, 50, "Basic256Sha256"),
        new("small", 1_000, 100, 10),
        new("items", 100_000, 10_000, 500),
    ];

    public bool IsSecured => Policy != "None";

    public double ValuesPerSecond => Items * 1000.0 / PeriodMs;

    /// <summary>What the server keeps of each item: one second of values, so that only a client that cannot follow loses any.</summary>
    public uint QueueSize => (uint)Math.Clamp(1000 / PeriodMs, 10, 100);
}
