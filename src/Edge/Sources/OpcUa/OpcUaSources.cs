using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Clocks;
using IndustrialGateway.Edge.Intake;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Makes the OPC UA sources of a configuration; they share the gateway's certificate and its trust.</summary>
internal static partial class OpcUaSources
{
    /// <summary>How the gateway calls itself towards machines.</summary>
    public static string ApplicationUri(string gateway) => $"urn:industrial-gateway:opcua:{gateway}";

    /// <exception cref="IOException">The certificate folder or the key log cannot be used.</exception>
    public static IReadOnlyList<ISource> Create(
        GatewayOptions options, ReverseListeners listeners, GatewayStore store, IntakeQueue queue, ILoggerFactory loggers, TimeProvider time)
    {
        if (options.Sources.Count == 0)
        {
            return [];
        }

        var logger = loggers.CreateLogger(typeof(OpcUaSources).Namespace!); // a type here has a namespace
        var trust = new TrustFolder(options.OpcUaCertificateFolder, options.OpcUaRevocation, logger);
        var certificates = new OwnCertificates(
            Path.Combine(options.OpcUaCertificateFolder, "own"),
            ApplicationUri(options.Id),
            $"IndustrialGateway {options.Id}",
            time,
            logger,
            Environment.MachineName);
        var own = certificates.Current;
        LogOwnCertificate(logger, own.Subject, own.Thumbprint, own.NotAfter);

        var keyLog = options.OpcUaKeyLogFile is { } file ? new KeyLog(file) : null;
        if (keyLog is not null)
        {
            LogKeysWritten(logger, keyLog.Path);
        }

        var limits = new LimitFile(Path.Combine(options.OpcUaCertificateFolder, "limits.json"), time, logger);
        var identity = new OpcUaIdentity(certificates, trust, ApplicationUri(options.Id), keyLog, limits, listeners, Path.Combine(options.DataFolder, "sources"));
        var paths = new PointPaths();
        ClockPoints.Reserve(paths, options.Sources.Select(source => source.Name));
        return [.. options.Sources.Select(source => new OpcUaSource(
            source, identity, store.Points.Registry, paths, queue, time, loggers.CreateLogger<OpcUaSource>()))];
    }

    [LoggerMessage(LogLevel.Information, "Towards machines the gateway is {Subject}, SHA-1 thumbprint {Thumbprint}, valid until {NotAfter:u}")]
    private static partial void LogOwnCertificate(ILogger logger, string subject, string thumbprint, DateTimeOffset notAfter);

    [LoggerMessage(LogLevel.Warning, "The keys of all OPC UA channels are written to {File}: whoever has it can read what was captured. Take 'keyLog' out of the configuration when you have seen enough")]
    private static partial void LogKeysWritten(ILogger logger, string file);
}
