using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Says to the OPC UA client what the gateway's file says.</summary>
internal static class OpcUaClientOptions
{
    public static UaClientOptions Of(OpcUaSourceOptions options, OpcUaIdentity identity) => new()
    {
        EndpointUrl = options.Endpoint,
        Security = options.Security == SecurityPolicyName.None
            ? SecurityChoice.None
            : SecurityChoice.Of(options.Security.ToString(), ModeOf(options.Mode)),
        Identity = options.User is { } user
            ? UserIdentity.UserName(user, options.Password?.Reveal() ?? "")
            : UserIdentity.Anonymous,
        Certificate = identity.Certificate,
        Trust = identity.Trust,
        ApplicationUri = identity.Certificate.ApplicationUri,
        ApplicationName = "IndustrialGateway",
        OperationTimeout = options.OperationTimeout,
        KeepAliveInterval = options.StaleAfter / 2,
        LimitMemory = identity.Limits,
        KeyLog = identity.KeyLog,
    };

    /// <summary>The line is dead after three keep-alives without a sign of life: half the stale time; the other half is for coming back.</summary>
    public static UaSubscriptionOptions Subscription(OpcUaSourceOptions options) => new()
    {
        PublishingInterval = options.PublishingInterval,
        KeepAliveInterval = options.StaleAfter / 6,
    };

    private static MessageSecurityMode ModeOf(SecurityModeName mode) => mode switch
    {
        SecurityModeName.Sign => MessageSecurityMode.Sign,
        SecurityModeName.SignAndEncrypt => MessageSecurityMode.SignAndEncrypt,
        _ => MessageSecurityMode.None,
    };
}
