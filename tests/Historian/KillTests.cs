using System.Buffers.Binary;
using System.Globalization;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Historian.Tests;

public sealed class KillTests : HistorianContract
{
    private const int Rounds = 5;

    [Fact]
    public async Task A_writer_killed_at_any_moment_leaves_all_that_was_answered_for_and_no_half_records()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var random = new Random(7);
        for (var round = 0; round < Rounds; round++)
        {
            var answered = await KillOneAsync(random.Next(1, 300), cancellation);

            await using var historian = Open();
            var stored = historian.GetStored(Writing.Stream);
            Assert.Empty(stored.Ranges);
            Assert.True(stored.StoredBefore > answered, $"Sequence {answered} was answered for, but {stored}.");
            var last = historian.GetEntry(Writing.Space, "last"u8);
            Assert.Equal(stored.StoredBefore - 1, BinaryPrimitives.ReadInt64BigEndian(last));
            await AssertExactlyAsync(historian, stored.StoredBefore);
        }
    }

    protected override IHistorian Open(string folder) => EmbeddedHistorians.Open(folder);

    private static async Task AssertExactlyAsync(IHistorian historian, long before)
    {
        var expected = Enumerable.Range(1, (int)before - 1).SelectMany(sequence => Writing.SamplesOf(sequence)).ToLookup(sample => sample.Point);
        for (var point = 0; point < Writing.Points; point++)
        {
            Assert.Equal(expected[point].OrderBy(sample => sample.SourceTicks), await ReadAllAsync(historian, point));
        }
    }

    /// <summary>Kills the writer after it has printed so many sequences, while it goes on; the last one printed.</summary>
    private async Task<long> KillOneAsync(int lines, CancellationToken cancellation)
    {
        await using var writer = LineProcess.Start(Path.Combine(AppContext.BaseDirectory, "IndustrialGateway.Historian.Tests"), [Program.WriteCommand, Folder.Path]);
        var last = "";
        for (var line = 0; line < lines; line++)
        {
            last = await writer.ReadLineAsync(cancellation);
        }

        await writer.KillAsync();
        return long.Parse(last, CultureInfo.InvariantCulture);
    }
}
