using System.Collections.Frozen;

namespace IndustrialGateway.Platform.Access;

/// <summary>Who may call an RPC.</summary>
internal enum Admission
{
    /// <summary>Nobody: the RPC is in no table.</summary>
    Nobody,

    /// <summary>A gateway with a certificate, at the ingest address only.</summary>
    Gateway,

    /// <summary>Any valid key or session.</summary>
    AnyCaller,

    /// <summary>A key or session with the scope.</summary>
    Scope,

    /// <summary>Everybody: says only that the process is well.</summary>
    Everybody,
}

/// <summary>What each RPC asks of its caller; an RPC of a service that is not listed is refused.</summary>
internal static class AccessRules
{
    private const string Prefix = "/industrial.gateway.v1.";

    private static readonly FrozenDictionary<string, AccessRule> Services = new Dictionary<string, AccessRule>
    {
        [Prefix + "IngestService"] = new(Admission.Gateway),
        [Prefix + "TelemetryService"] = AccessRule.For(Scopes.Telemetry),
        [Prefix + "CatalogService"] = AccessRule.For(Scopes.Catalog),
        [Prefix + "PilotService"] = AccessRule.For(Scopes.Pilots),
        [Prefix + "AppService"] = AccessRule.For(Scopes.Apps),
        [Prefix + "LineService"] = AccessRule.For(Scopes.Line),
        ["/grpc.reflection.v1alpha.ServerReflection"] = new(Admission.AnyCaller),
        ["/grpc.reflection.v1.ServerReflection"] = new(Admission.AnyCaller),
        ["/grpc.health.v1.Health"] = new(Admission.Everybody),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, AccessRule> Methods = new Dictionary<string, AccessRule>
    {
        [Prefix + "TelemetryService/ListSamples"] = AccessRule.For(Scopes.History),
        [Prefix + "TelemetryService/ListGaps"] = AccessRule.For(Scopes.History),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The rule of the RPC with the full name <paramref name="method"/>, e.g. <c>/grpc.health.v1.Health/Check</c>.</summary>
    public static AccessRule Of(string method) =>
        Methods.TryGetValue(method, out var rule) || Services.TryGetValue(method[..method.LastIndexOf('/')], out rule)
            ? rule
            : new AccessRule(Admission.Nobody);
}

/// <summary>What an RPC asks of its caller; <see cref="Scope"/> is set for <see cref="Admission.Scope"/> only.</summary>
internal readonly record struct AccessRule(Admission Admission, string? Scope = null)
{
    public static AccessRule For(string scope) => new(Admission.Scope, scope);
}
