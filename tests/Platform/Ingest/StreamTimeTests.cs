using Grpc.Core;
using IndustrialGateway.Platform.Hosting;
using IndustrialGateway.Platform.Rpc;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>Streams that say nothing do not stay.</summary>
public sealed class StreamTimeTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Lifetime _lifetime = new();

    public void Dispose() => _lifetime.Dispose();

    [Fact]
    public async Task Silence_ends_a_stream_for_a_reason()
    {
        using var end = End();
        var waiting = end.WaitAsync(SilenceAsync, TimeSpan.FromSeconds(15));

        _time.Advance(TimeSpan.FromSeconds(14));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal((int)StatusCode.Unavailable, end.Reason!.Status.Code);
    }

    [Fact]
    public async Task Answers_that_nobody_reads_end_a_stream_for_a_reason()
    {
        using var end = End();
        await end.WriteAsync(Task.CompletedTask, TimeSpan.FromSeconds(15));
        _time.Advance(TimeSpan.FromHours(1));
        var writing = end.WriteAsync(SilenceAsync(end.Token), TimeSpan.FromSeconds(15));

        _time.Advance(TimeSpan.FromSeconds(14));
        Assert.False(writing.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        Assert.Equal((int)StatusCode.ResourceExhausted, end.Reason!.Status.Code);
    }

    [Fact]
    public async Task Time_that_is_spent_on_work_is_no_silence()
    {
        using var end = End();
        Assert.True(await end.WaitAsync(_ => Task.FromResult(true), TimeSpan.FromSeconds(15)));

        _time.Advance(TimeSpan.FromHours(1));

        Assert.Null(end.Reason);
    }

    [Fact]
    public async Task The_first_reason_is_the_one_that_is_told()
    {
        using var end = End();
        var waiting = end.WaitAsync(SilenceAsync, TimeSpan.FromSeconds(15));

        await _lifetime.StopAsync();
        end.End(RefusalException.Internal("later"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal((int)StatusCode.Unavailable, end.Reason!.Status.Code);
    }

    private StreamEnd End() => new(new Stopping(_lifetime), _time, CancellationToken.None);

    private static async Task<bool> SilenceAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return false;
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public Task StopAsync() => _stopping.CancelAsync();

        public void Dispose() => _stopping.Dispose();
    }
}
