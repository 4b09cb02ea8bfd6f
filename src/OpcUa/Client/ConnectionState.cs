using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>Whether a <see cref="UaClient"/> has its server.</summary>
/// <param name="IsConnected">There is an activated session.</param>
/// <param name="IsNewSession">The session is not the one of before: namespaces may have other indexes, subscriptions are made anew.</param>
/// <param name="Status">Why there is none.</param>
/// <param name="Message">The same in words that say what to do.</param>
public sealed record ConnectionState(bool IsConnected, bool IsNewSession, StatusCode Status, string Message)
{
    /// <summary>The session is new, and the server has other namespaces than before or numbers them otherwise: what was browsed before may be moved.</summary>
    public bool AreNamespacesMoved { get; init; }

    /// <summary>What to do about it and at which side, where security refused; empty otherwise.</summary>
    public string Advice => SecurityExplanations.Of(Status)?.Advice ?? "";

    internal static ConnectionState NotYet { get; } =
        new(false, false, StatusCode.BadServerNotConnected, "The server has not been reached yet.");
}
