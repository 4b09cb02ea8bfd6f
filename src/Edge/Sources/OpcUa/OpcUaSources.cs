using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Intake;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Makes the OPC UA sources of a configuration; they share the gateway's certificate and its trust.</summary>
internal static partial class OpcUaSources
{
    /// <summary>How the gateway calls itself towards machines.</summary>
    public static string ApplicationUri(string gateway) => $"urn:industrial-gateway:opcua:{gateway}";

    /// <exception cref="IOException">The certificate folder cannot be used.</exception>
    public static IReadOnlyList<ISource> Create(
        GatewayOptions options, GatewayStore store, IntakeQueue queue, ILoggerFactory loggers, TimeProvider time)
    {
        if (options.Sources.Count == 0)
        {
            return [];
        }

        var logger = loggers.CreateLogger(typeof(OpcUaSources).Namespace!); // a type here has a namespace
        var trust = new TrustFolder(options.OpcUaCertificateFolder);
        var own = ApplicationCertificate.LoadOrCreate(
            Path.Combine(options.OpcUaCertificateFolder, "own"),
            ApplicationUri(options.Id),
            $"IndustrialGateway {options.Id}",
            time,
            Environment.MachineName);
        LogOwnCertificate(logger, own.Subject, own.Thumbprint, own.NotAfter);

        var identity = new OpcUaIdentity(own, trust, ApplicationUri(options.Id));
        var paths = new PointPaths();
        return [.. options.Sources.Select(source => new OpcUaSource(
            source, identity, store.Points.Registry, paths, queue, time, loggers.CreateLogger<OpcUaSource>()))];
    }

    [LoggerMessage(LogLevel.Information, "Towards machines the gateway is {Subject}, SHA-1 thumbprint {Thumbprint}, valid until {NotAfter:u}")]
    private static partial void LogOwnCertificate(ILogger logger, string subject, string thumbprint, DateTimeOffset notAfter);
}
