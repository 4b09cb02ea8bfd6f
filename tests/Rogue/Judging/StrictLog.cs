using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Rogue.Tests.Judging;

/// <summary>
/// Notes what a log must not have, whatever a peer sends: an Error, a line of more than 1 KiB, a control character that would begin a line of
/// the peer's own, or an exception with its stack.
/// </summary>
internal sealed class StrictLog : ILogger<OpcUa.Server.UaServer>
{
    private const int MaxLineBytes = 1_024;
    private readonly ConcurrentQueue<string> _faults = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = formatter(state, exception);
        var isBad = logLevel >= LogLevel.Error || exception is not null || Encoding.UTF8.GetByteCount(line) > MaxLineBytes
            || line.Any(letter => char.IsControl(letter) || char.GetUnicodeCategory(letter) == System.Globalization.UnicodeCategory.Format);
        if (isBad && _faults.Count < 100)
        {
            _faults.Enqueue($"{logLevel}: {line} {exception}");
        }
    }

    public void ExpectClean()
    {
        var faults = _faults.ToArray();
        _faults.Clear();
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }
}
