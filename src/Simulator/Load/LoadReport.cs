using System.Text.Json.Serialization;

namespace IndustrialGateway.Simulator.Load;

/// <summary>What a load plant has offered so far; with the oracle's parameters every value of it is known.</summary>
internal sealed record LoadReport
{
    public required int Seed { get; init; }

    public required int Points { get; init; }

    public required int Machines { get; init; }

    /// <summary>100 ns ticks since 1601; 0 = not started.</summary>
    public required long StartTicks { get; init; }

    public required long PeriodTicks { get; init; }

    /// <summary>Values offered by all points.</summary>
    public required long Offered { get; init; }

    /// <summary>Values offered by each point of each machine: indices 0 up to this.</summary>
    public required long[] OfferedPerPoint { get; init; }

    /// <summary>How late the latest group of values was offered, in milliseconds: the plant itself had no time.</summary>
    public required double MaxLateMilliseconds { get; init; }

    /// <summary>No more is coming.</summary>
    public required bool Finished { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LoadReport))]
internal sealed partial class LoadReportContext : JsonSerializerContext;
