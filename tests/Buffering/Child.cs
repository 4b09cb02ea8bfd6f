namespace IndustrialGateway.Buffering;

/// <summary>The process that a test kills: appends as fast as it can and says on its output what is durable.</summary>
internal static class Child
{
    private const int Group = 20;

    /// <summary>Prints a line <c>durable N</c> per group, and at the end how many errors the disk gave.</summary>
    public static async Task<int> AppendAsync(string folder, long count)
    {
        await using var buffer = DurableBuffer.Open(
            Buffers.Options(folder) with { MaxBytes = 64 << 20 }, Disk.HostDisk.Instance, TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        while (buffer.NextSequence <= count)
        {
            for (var i = 0; i < Group; i++)
            {
                await buffer.AppendAsync(Buffers.Record(buffer.NextSequence), Buffers.Samples(buffer.NextSequence), default);
            }

            await buffer.WaitDurableAsync(buffer.NextSequence - 1, default);
            await Console.Out.WriteLineAsync($"durable {buffer.DurableBefore}");
        }

        await Console.Out.WriteLineAsync($"errors {buffer.Statistics.SyncErrors}");
        return 0;
    }
}
