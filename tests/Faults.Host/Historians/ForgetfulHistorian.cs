using IndustrialGateway.Historian;

namespace IndustrialGateway.Faults.Host.Historians;

/// <summary>Bug: records are not known again: after a start all that the gateway still has is taken once more.</summary>
internal sealed class ForgetfulHistorian(IHistorian own) : PassingHistorian(own)
{
    /// <summary>Another one in each run: by it nothing stored before is found.</summary>
    private readonly UInt128 _run = (UInt128)Random.Shared.NextInt64();

    public override StoredSequences GetStored(StreamKey stream) => Own.GetStored(Anew(stream));

    public override ValueTask<CommitOutcome> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) => Own.CommitAsync(
        new CommitBatch { Records = [.. batch.Records.Select(record => record with { Stream = Anew(record.Stream) })], Observer = batch.Observer },
        cancellationToken);

    private StreamKey Anew(StreamKey stream) => stream with { Epoch = stream.Epoch ^ _run };
}
