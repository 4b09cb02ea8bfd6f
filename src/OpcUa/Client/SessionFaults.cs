using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>Which faults are not about what was asked for, but about who asks.</summary>
internal static class SessionFaults
{
    /// <summary>The server does not know the session, the channel or the subscription any more, or goes away: every further request fails too.</summary>
    public static bool IsLost(StatusCode status) => IsSessionLost(status) || status.Code == StatusCode.BadSubscriptionIdInvalid;

    /// <summary>The same without the subscription.</summary>
    public static bool IsSessionLost(StatusCode status) =>
        status.Code == StatusCode.BadSessionIdInvalid
        || status.Code == StatusCode.BadSessionClosed
        || status.Code == StatusCode.BadSessionNotActivated
        || status.Code == StatusCode.BadSecureChannelIdInvalid
        || status.Code == StatusCode.BadSecureChannelClosed
        || status.Code == StatusCode.BadConnectionClosed
        || status.Code == StatusCode.BadShutdown
        || status.Code == StatusCode.BadServerHalted
        || status.Code == StatusCode.BadServiceUnsupported;
}
