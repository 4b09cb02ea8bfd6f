using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Sources.OpcUa.Filling;

/// <summary>
/// Hands what was read from history to the intake a little at a time: the next only when the last is durable, and never faster than what is
/// live can bear. One caller at a time.
/// </summary>
internal sealed class FillWriter(IntakeQueue queue, SourceStatus status, TimeProvider time)
{
    /// <summary>A tenth of what the line carries.</summary>
    private const double SamplesPerSecond = 10_000;

    /// <summary>Ends when all of it is durable.</summary>
    public async Task WriteAsync(ReadOnlyMemory<Sample> samples, CancellationToken cancellationToken)
    {
        while (!samples.IsEmpty)
        {
            var count = Math.Min(samples.Length, SampleGroup.Capacity);
            var group = queue.Rent();
            foreach (ref readonly var sample in samples.Span[..count])
            {
                group.Add(sample);
            }

            // When the machine last said something is another matter.
            status.AddReceived(count, status.LastSampleTicks);
            await WriteAsync(group, cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(count / SamplesPerSecond), time, cancellationToken);
            samples = samples[count..];
        }
    }

    /// <summary>Ends when it is durable.</summary>
    public Task WriteAsync(Gap gap, CancellationToken cancellationToken)
    {
        var group = queue.Rent();
        group.Gaps.Add(gap);
        return WriteAsync(group, cancellationToken);
    }

    private async Task WriteAsync(SampleGroup group, CancellationToken cancellationToken)
    {
        var receipt = new Receipt(status);
        group.Settlement = receipt;
        await queue.WriteAsync(group, cancellationToken);
        await receipt.Settling.WaitAsync(cancellationToken);
    }

    private sealed class Receipt(SourceStatus status) : ISettlement
    {
        private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Settling => _settled.Task;

        public void Settled(long token, int accepted, int dropped)
        {
            status.AddSettled(accepted, dropped);
            _settled.TrySetResult();
        }
    }
}
