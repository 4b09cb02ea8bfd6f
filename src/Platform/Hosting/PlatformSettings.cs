using System.Net;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.Platform.Access;
using IndustrialGateway.Platform.Pilots;

namespace IndustrialGateway.Platform.Hosting;

/// <summary>Everything the platform is told: read once from one YAML file, complete and checked.</summary>
internal sealed record PlatformSettings
{
    /// <summary>Holds the historian, the catalogue, the addresses and the page's link.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where gateways send to.</summary>
    public required ListenerSettings Ingest { get; init; }

    /// <summary>Whether packets that measure paths are answered at the ingest address, by UDP.</summary>
    public bool AnswerProbes { get; init; } = true;

    /// <summary>What issues the gateways' certificates.</summary>
    public required X509Certificate2Collection ClientAuthority { get; init; }

    /// <summary>Where programs and the page read.</summary>
    public required ListenerSettings Api { get; init; }

    public required IReadOnlyList<ApiKey> Keys { get; init; }

    /// <summary>What the bureau aims at.</summary>
    public required Targets Targets { get; init; }
}

/// <summary>An address to listen at and the certificate to show there. Port 0 takes any free one.</summary>
internal sealed record ListenerSettings(IPEndPoint Listen, X509Certificate2 Certificate);
