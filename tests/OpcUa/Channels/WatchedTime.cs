using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Channels;

/// <summary>A clock set by the test, which tells when somebody begins to wait for a certain time.</summary>
internal sealed class WatchedTime(TimeSpan watched) : FakeTimeProvider(TimeProvider.System.GetUtcNow())
{
    private readonly Channel<int> _waits = Channel.CreateBounded<int>(100);

    /// <summary>Returns once for each wait of the watched length.</summary>
    public async Task WaitedForAsync() => await _waits.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime == watched)
        {
            _waits.Writer.TryWrite(1);
        }

        return timer;
    }
}
