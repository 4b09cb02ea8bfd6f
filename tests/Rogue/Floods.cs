namespace IndustrialGateway.Rogue.Tests;

/// <summary>
/// The counts of the floods, as the table of bad inputs names them. What costs more than a case has time for on two cores is done in several cases, which all
/// attack the same server.
/// </summary>
internal static class Floods
{
    /// <summary>A14.</summary>
    public const int Messages = 1_000_000;

    /// <summary>A14, where each is answered with a fault: that is 20 to 40 µs of work for both sides, most of it for a segment of TCP each.</summary>
    public const int Answered = 20_000;

    /// <summary>A13: 1,000 a second for half a minute, in sixteen cases.</summary>
    public const int Connections = 30_000 / 16;

    /// <summary>B14.</summary>
    public const int Opens = 1_000_000;

    /// <summary>B15: 1,000 a second; in parts, since each costs an operation with the server's private key, or another connection at least.</summary>
    public const int Guesses = 1_000;

    /// <summary>D2, in five cases.</summary>
    public const int Parked = 10_000 / 5;

    /// <summary>D4.</summary>
    public const int Refreshes = 100_000;

    /// <summary>D12; of a client that hears the answers in two cases.</summary>
    public const int Publishes = 100_000;
}
