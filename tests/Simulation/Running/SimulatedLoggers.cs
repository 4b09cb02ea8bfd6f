using IndustrialGateway.Simulation.Scheduling;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Simulation.Running;

/// <summary>What a process says of itself goes into the trace; words that only a bug brings about end the simulation.</summary>
internal sealed class SimulatedLoggers(SeededScheduler scheduler, SimulatedProcess process) : ILoggerFactory
{
    /// <summary>The flusher's end, and a stream that failed in a way that was not foreseen.</summary>
    private static readonly string[] Bugs = ["LogFailed", "LogBroken"];

    public ILogger CreateLogger(string categoryName) => new Logger(scheduler, process, categoryName.Split('.')[^1]);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private sealed class Logger(SeededScheduler scheduler, SimulatedProcess process, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (process.IsDead)
            {
                return;
            }

            scheduler.Trace.Say(
                scheduler.Now, process.Name, $"{category}.{eventId.Name}", scheduler.Trace.IsWanted ? $": {formatter(state, exception)}" : "");
            if (Bugs.Contains(eventId.Name))
            {
                scheduler.Fail(new SimulationException($"{process.Name}: {formatter(state, exception)}\n{exception}"));
            }
        }
    }
}
