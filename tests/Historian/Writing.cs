using System.Buffers.Binary;
using IndustrialGateway.Model;

namespace IndustrialGateway.Historian.Tests;

/// <summary>
/// The child that is killed: commits record after record as fast as it can and prints each sequence once it is answered for. What a
/// record holds follows from its sequence alone, so that whatever is found can be checked.
/// </summary>
internal static class Writing
{
    public const string Space = "writing";
    public const int Points = 5;
    private const int RowsPerRecord = 40;

    public static readonly StreamKey Stream = new("gw-kill", 42, 2);

    public static async Task RunAsync(string folder)
    {
        await using var historian = EmbeddedHistorians.Open(folder);
        for (var sequence = historian.GetStored(Stream).StoredBefore; ; sequence++)
        {
            var batch = new CommitBatch
            {
                Records = [new RecordCommit { Stream = Stream, Sequence = sequence, Samples = SamplesOf(sequence) }],
                Observer = new LastSequence(sequence),
            };
            await historian.CommitAsync(batch, default);
            await Console.Out.WriteLineAsync($"{sequence}");
            await Console.Out.FlushAsync();
        }
    }

    /// <summary>Two values at each instant; every tenth record is late.</summary>
    public static Sample[] SamplesOf(long sequence) =>
    [
        .. Enumerable.Range(0, RowsPerRecord).Select(row =>
        {
            var ticks = UaTime.UnixEpochTicks + (sequence * 1000) + (row / Points / 2) - (sequence % 10 == 0 ? 2500 : 0);
            return new Sample(row % Points, Value.Of((sequence * RowsPerRecord) + row), 0, ticks, ticks + sequence);
        }),
    ];

    private sealed class LastSequence(long sequence) : ICommitObserver
    {
        public void Prepare(CommitOutcome outcome, ISideEntries entries)
        {
            var value = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(value, sequence);
            entries.Put(Space, "last"u8, value);
        }
    }
}
