using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Simulator.Serving;

/// <summary>The simulator's log: one line per event on standard error; standard output is for those who drive it.</summary>
internal static class Logs
{
    public static ILoggerFactory Create() => LoggerFactory.Create(logging =>
    {
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
        logging.SetMinimumLevel(LogLevel.Information);
    });
}
