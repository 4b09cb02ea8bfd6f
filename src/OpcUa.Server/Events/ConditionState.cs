using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Events;

/// <summary>What a condition is like at one time (Part 9 §5.5.2, §5.7.2 and §5.8.2).</summary>
/// <param name="Severity">1 is the least, 1000 the most urgent.</param>
public sealed record ConditionState(ushort Severity, string Message)
{
    public bool IsEnabled { get; init; } = true;

    public bool IsActive { get; init; }

    /// <summary>Somebody has seen it, or there is nothing to be seen.</summary>
    public bool IsAcked { get; init; } = true;

    /// <summary>What it asked for has been done, or nothing is asked for.</summary>
    public bool IsConfirmed { get; init; } = true;

    /// <summary>The severity before this one.</summary>
    public ushort LastSeverity { get; init; }

    /// <summary>How reliable the values are that it was found from.</summary>
    public StatusCode Quality { get; init; }

    public LocalizedText Comment { get; init; }

    /// <summary>Who left the comment; empty for anonymous.</summary>
    public string User { get; init; } = "";

    /// <summary>Whether it asks for attention and is among what a refresh tells.</summary>
    public bool IsRetained => IsEnabled && (IsActive || !IsAcked || !IsConfirmed);
}
