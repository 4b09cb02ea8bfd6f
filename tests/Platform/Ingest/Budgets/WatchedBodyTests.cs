using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Platform.Ingest.Budgets;

/// <summary>A message may take only so long, and what the platform itself takes does not count.</summary>
public sealed class WatchedBodyTests : IDisposable
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly Pipe _pipe = new();
    private readonly WatchedBody _body;
    private int _slow;

    public WatchedBodyTests() => _body = new WatchedBody(_pipe.Reader, Within, _time) { Slow = () => _slow++ };

    public void Dispose() => _body.Dispose();

    [Fact]
    public async Task A_message_that_trickles_is_slow_however_often_a_byte_of_it_comes()
    {
        await WriteAsync();
        await ReadAsync(isWhole: false);
        for (var second = 1; second < 10; second++)
        {
            await ReadAsync(isWhole: false, after: TimeSpan.FromSeconds(1));
        }

        Assert.Equal(0, _slow);
        await ReadAsync(isWhole: false, after: TimeSpan.FromSeconds(1));

        Assert.Equal(1, _slow);
    }

    [Fact]
    public async Task Silence_between_messages_is_not_slow()
    {
        await WriteAsync();
        await ReadAsync(isWhole: true);

        await ReadAsync(isWhole: false, after: TimeSpan.FromHours(1));

        Assert.Equal(0, _slow);
    }

    [Fact]
    public async Task Time_in_which_the_platform_does_not_read_is_its_own()
    {
        await WriteAsync();
        await ReadAsync(isWhole: false);

        _time.Advance(TimeSpan.FromHours(1));
        await ReadAsync(isWhole: false, after: TimeSpan.FromSeconds(9));

        Assert.Equal(0, _slow);
    }

    [Fact]
    public async Task Each_message_has_its_own_time()
    {
        await WriteAsync();
        for (var message = 0; message < 3; message++)
        {
            await ReadAsync(isWhole: false, after: message == 0 ? null : TimeSpan.FromSeconds(9));
            await ReadAsync(isWhole: true, after: TimeSpan.FromSeconds(9));
        }

        Assert.Equal(0, _slow);
    }

    private async Task WriteAsync() => await _pipe.Writer.WriteAsync(new byte[1], TestContext.Current.CancellationToken);

    /// <summary>Reads as gRPC does: consumes a message when it is whole, else leaves all of it. With a time, the last byte comes after it.</summary>
    private async Task ReadAsync(bool isWhole, TimeSpan? after = null)
    {
        var reading = _body.ReadAsync(TestContext.Current.CancellationToken);
        if (after is { } wait)
        {
            Assert.False(reading.IsCompleted);
            _time.Advance(wait);
            await WriteAsync();
        }

        var buffer = (await reading).Buffer;
        _body.AdvanceTo(isWhole ? buffer.End : buffer.Start, buffer.End);
    }
}
