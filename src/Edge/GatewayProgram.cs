using IndustrialGateway.Buffering;
using IndustrialGateway.Configuration;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Sources.OpcUa;
using IndustrialGateway.OpcUa.Transport;

namespace IndustrialGateway.Edge;

/// <summary>The gateway as a program: reads its file, opens its buffer, runs until it is told to stop.</summary>
internal static partial class GatewayProgram
{
    /// <summary>Stopped as asked, or the configuration is sound.</summary>
    public const int Success = 0;

    /// <summary>Failed while running.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration is wrong.</summary>
    public const int WrongConfiguration = 2;

    /// <summary>Another gateway has the data folder.</summary>
    public const int Locked = 3;

    private const string Usage = "Usage: IndustrialGateway.Edge --config gateway.yaml [--check]";

    /// <summary>Until it is told to stop; <paramref name="parts"/> replace the usual ones in tests.</summary>
    public static async Task<int> RunAsync(string[] args, GatewayParts? parts = null)
    {
        var at = Array.IndexOf(args, "--config");
        var check = args.Contains("--check");
        if (at < 0 || at + 1 >= args.Length || args.Length != (check ? 3 : 2))
        {
            await Console.Error.WriteLineAsync(Usage);
            return WrongConfiguration;
        }

        var errors = new ConfigurationErrors();
        var options = GatewayOptions.Read(args[at + 1], errors);
        foreach (var error in errors.All)
        {
            await Console.Error.WriteLineAsync(error.ToString());
        }

        if (errors.Any)
        {
            return WrongConfiguration;
        }

        if (check)
        {
            await GatewaySummary.WriteAsync(options, Console.Out);
            return Success;
        }

        using var loggers = LoggerFactory.Create(ConfigureLogs);
        return await RunAsync(options, parts ?? new GatewayParts(), loggers, TimeProvider.System);
    }

    private static async Task<int> RunAsync(
        GatewayOptions options, GatewayParts parts, ILoggerFactory loggers, TimeProvider time)
    {
        var logger = loggers.CreateLogger("IndustrialGateway.Edge");
        try
        {
            var host = new BufferHost { Time = time };
            await using var store = await GatewayStore.OpenAsync(
                options.DataFolder, options.Buffer, parts.Disk is { } disk ? host with { Disk = disk } : host, loggers, CancellationToken.None);
            LogOpened(logger, options.Id, store.Epoch.ToString("x32", null), store.Logs.Sum(log => log.Buffer.Statistics.Records));
            await using var listeners = new ReverseListeners(options.Sources, time, loggers.CreateLogger<ReverseListener>());
            using var gateway = GatewayHost.Build(
                options, store, queue => OpcUaSources.Create(options, listeners, store, queue, loggers, time), loggers, time, parts.Configure);
            BackgroundService[] services = [.. gateway.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
            await gateway.RunAsync();
            if (services.Any(service => service.ExecuteTask is { IsFaulted: true }))
            {
                return Failed;
            }
        }
        catch (BufferLockedException failure)
        {
            LogRefused(logger, failure.Message);
            return Locked;
        }
        catch (BufferFormatException failure)
        {
            LogRefused(logger, failure.Message);
            return Failed;
        }
        catch (Exception failure)
        {
            LogFailed(logger, failure);
            return Failed;
        }

        LogStopped(logger);
        return Success;
    }

    private static void ConfigureLogs(ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Grpc", LogLevel.None);
        logging.SetMinimumLevel(LogLevel.Information);
    }

    [LoggerMessage(LogLevel.Information, "Gateway {Gateway}: buffer {Epoch} holds {Records} records to send")]
    private static partial void LogOpened(ILogger logger, string gateway, string epoch, long records);

    [LoggerMessage(LogLevel.Critical, "{Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Critical, "The gateway ends because of an error")]
    private static partial void LogFailed(ILogger logger, Exception failure);

    [LoggerMessage(LogLevel.Information, "Stopped; everything taken is durable")]
    private static partial void LogStopped(ILogger logger);
}
