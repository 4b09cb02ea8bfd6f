using System.Net;

namespace IndustrialGateway.Simulator.Serving;

/// <summary>Where a plant's servers listen and how they are secured.</summary>
internal sealed record ServingSettings
{
    public required IPAddress Listen { get; init; }

    /// <summary>0 = any free one for each server.</summary>
    public required int FirstPort { get; init; }

    public required string? AddressesFile { get; init; }

    public required string PkiFolder { get; init; }

    public required bool AllowNone { get; init; }

    /// <summary>Null: anyone who is trusted may come without a name.</summary>
    public required (string Name, string Password)? User { get; init; }
}
