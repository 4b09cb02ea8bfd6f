using CsCheck;
using IndustrialGateway.Model;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Historian.Tests;

/// <summary>Random commits with late, equal-time and repeated samples, closed and opened in between, beside a plain dictionary.</summary>
public abstract class ModelContract : HistorianContract
{
    private const long Day = 864_000_000_000;

    private static readonly Gen<Sample> AnySample = Gen.Select(
        Gen.Int[0, 3],
        Gen.Frequency((4, Gen.Int[0, 12].Select(Value.Of)), (1, Gen.Int[0, 3].Select(n => Value.Of($"text {n}"))), (1, Gen.Const(Value.Null))),
        Gen.Frequency((4, Gen.Const(0u)), (1, Gen.Const(0x8000_0000))),
        Gen.Frequency((4, Gen.Long[0, 30]), (2, Gen.Const(7L)), (1, Gen.Long[-3, 3].Select(day => day * Day))),
        Gen.Long[0, 5],
        (point, value, status, ticks, delay) => At(point, Noon + ticks, value, status) with { ReceivedTicks = Noon + ticks + delay });

    private static readonly Gen<(Sample[] Samples, int Sequence, bool Reopen)[]> AnyRun = Gen.Select(
        AnySample.Array[0, 60], Gen.Int[1, 12], Gen.Int[0, 3].Select(n => n == 0)).Array[1, 10];

    [Fact]
    public Task The_historian_and_a_plain_dictionary_agree_after_every_run() => AnyRun.SampleAsync(
        async run =>
        {
            using var folder = new TestFolder();
            var model = new PlainHistory();
            var historian = Open(folder.Path);
            try
            {
                foreach (var (samples, sequence, reopen) in run)
                {
                    var outcome = await historian.CommitAsync(Batch(sequence, samples), default);
                    Assert.Equal(model.Commit(sequence, samples), outcome.StoredSamples);
                    if (reopen)
                    {
                        await historian.DisposeAsync();
                        historian = Open(folder.Path);
                    }
                }

                await AssertSameAsync(model, historian);
            }
            finally
            {
                await historian.DisposeAsync();
            }
        },
        iter: 60, threads: 2);

    private static async Task AssertSameAsync(PlainHistory model, IHistorian historian)
    {
        Assert.Equal(model.Points, historian.Points.Order());
        foreach (var point in model.Points)
        {
            var expected = model.Read(point);
            Assert.Equal(expected, await ReadAllAsync(historian, point, limit: 7));
            Assert.Equal(expected.AsEnumerable().Reverse(), await ReadAllAsync(historian, point, limit: 7, descending: true));
            Assert.True(historian.TryGetNewest(point, out var newest));
            Assert.Equal(expected[^1], newest);
        }
    }

    /// <summary>What the historian promises, in the simplest way there is.</summary>
    private sealed class PlainHistory
    {
        private readonly SortedDictionary<int, List<Sample>> _samples = [];
        private readonly HashSet<long> _sequences = [];
        private readonly Dictionary<Sample, long> _sequenceOf = [];

        public IEnumerable<int> Points => _samples.Keys;

        public List<Sample> Read(int point) => [.. _samples[point].OrderBy(sample => sample.SourceTicks)];

        public int Commit(long sequence, Sample[] samples)
        {
            return _sequences.Add(sequence) ? samples.Count(sample => Add(sample, sequence)) : 0;
        }

        private bool Add(Sample sample, long sequence)
        {
            var present = _samples.TryGetValue(sample.Point, out var found) ? found : _samples[sample.Point] = [];
            var beside = present.Where(other => other.SourceTicks == sample.SourceTicks).ToArray();
            if (beside.Any(other => other.Status == sample.Status && other.Value.Equals(sample.Value)))
            {
                return false;
            }

            var after = beside.Length <= 8 ? beside.Reverse().TakeWhile(other => _sequenceOf[other] > sequence).Count() : 0;
            present.Insert(after == 0 ? present.Count : present.IndexOf(beside[^after]), sample);
            _sequenceOf.Add(sample, sequence);
            return true;
        }
    }
}
