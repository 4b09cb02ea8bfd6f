namespace IndustrialGateway.Client;

/// <summary>Where the platform is, who calls it and whom the caller trusts.</summary>
public sealed record IndustrialGatewayClientOptions
{
    /// <summary>The platform's API, e.g. <c>https://127.0.0.1:7444</c>; the key never travels without TLS.</summary>
    public required Uri Address { get; init; }

    /// <summary>The API key, <c>ig_…</c>.</summary>
    public required string ApiKey { get; init; }

    /// <summary>
    /// PEM file of the authority that signed the platform's certificate; nothing else is trusted then. Absent: the
    /// authorities that this machine trusts.
    /// </summary>
    public string? AuthorityFile { get; init; }

    /// <summary>How long connecting, with the secure handshake, may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one call that is not a stream may take.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a stream may be silent before it counts as dead and is opened again. The platform sends a heartbeat
    /// every few seconds when it has nothing else to say.
    /// </summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock of deadlines and of waiting before the next attempt.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
