using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Subscriptions;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Says to the OPC UA client what the gateway's file says.</summary>
internal static class OpcUaClientOptions
{
    public static UaClientOptions Of(OpcUaSourceOptions options, OpcUaIdentity identity) => new()
    {
        EndpointUrl = options.Endpoint,
        Alternatives = options.Alternatives,
        Reverse = options.Reverse is { } machine ? identity.Listeners?.Of(machine) : null,
        Security = options.Security.Choice,
        Identity = IdentityOf(options),
        Certificates = identity.Certificates,
        Trust = identity.Trust,
        ApplicationUri = identity.ApplicationUri,
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

    private static UserIdentity IdentityOf(OpcUaSourceOptions options) => options switch
    {
        { UserCertificate: { } certificate } => UserIdentity.Certificate(certificate),
        { User: { } user } => UserIdentity.UserName(user, options.Password?.Reveal() ?? ""),
        _ => UserIdentity.Anonymous,
    };
}
