using System.Threading.Channels;
using IndustrialGateway.Historian;

namespace IndustrialGateway.Faults.Host.Historians;

/// <summary>Bug: a commit is answered for when it is taken, and stored a little later.</summary>
internal sealed class HastyHistorian : PassingHistorian
{
    private const int MostWaiting = 1024;
    private static readonly TimeSpan Later = TimeSpan.FromMilliseconds(200);

    private readonly Channel<CommitBatch> _taken = Channel.CreateBounded<CommitBatch>(MostWaiting);
    private readonly Task _storing;

    public HastyHistorian(IHistorian own)
        : base(own) => _storing = StoreAsync();

    public override async ValueTask<CommitOutcome> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        var own = batch.Records.Select(record => record with { Samples = record.Samples.ToArray() });
        await _taken.Writer.WriteAsync(new CommitBatch { Records = [.. own], Observer = batch.Observer }, cancellationToken);
        return new CommitOutcome(batch.Records);
    }

    public override async ValueTask DisposeAsync()
    {
        _taken.Writer.TryComplete();
        await _storing;
        await base.DisposeAsync();
    }

    private async Task StoreAsync()
    {
        while (await _taken.Reader.WaitToReadAsync())
        {
            await Task.Delay(Later, TimeProvider.System);
            while (_taken.Reader.TryRead(out var batch))
            {
                await Own.CommitAsync(batch, CancellationToken.None);
            }
        }
    }
}
