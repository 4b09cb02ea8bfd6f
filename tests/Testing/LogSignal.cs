using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Testing;

/// <summary>A log of which a test awaits the lines with a certain text: the code's own sign that it has come so far.</summary>
public sealed class LogSignal<T>(string text) : ILogger<T>
{
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(100);

    public async Task<string> NextAsync(CancellationToken cancellationToken) => await _lines.Reader.ReadAsync(cancellationToken);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (formatter(state, exception) is var line && line.Contains(text, StringComparison.Ordinal))
        {
            _lines.Writer.TryWrite(line);
        }
    }
}
