using IndustrialGateway.Model;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Historian.Tests;

/// <summary>What every engine promises: derive from the contracts, give them a historian that can be closed and opened again, and pass.</summary>
public abstract class HistorianContract : IDisposable
{
    protected const long Noon = 134_000_000_000_000_000;

    protected static readonly StreamKey Stream = new("gw-1", UInt128.MaxValue - 7, 2);

    /// <summary>What belongs to this test.</summary>
    protected TestFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the historian kept under this folder's name, a new one or again after it was closed.</summary>
    protected abstract IHistorian Open(string folder);

    protected IHistorian Open() => Open(Folder.Path);

    protected static Sample At(int point, long ticks, Value value, uint status = 0) => new(point, value, status, ticks, ticks + 20_000);

    protected static CommitBatch Batch(long sequence, params Sample[] samples) => new()
    {
        Records = [new RecordCommit { Stream = Stream, Sequence = sequence, Samples = samples }],
    };

    protected static async Task<List<Sample>> ReadAllAsync(
        IHistorian historian, int point, long from = long.MinValue, long to = long.MaxValue, int limit = 1000, bool descending = false)
    {
        List<Sample> samples = [];
        var query = new HistoryQuery { Point = point, FromTicks = from, ToTicks = to, Limit = limit, Descending = descending };
        while (true)
        {
            var page = await historian.ReadAsync(query, default);
            Assert.InRange(page.Samples.Count, 0, limit);
            samples.AddRange(page.Samples);
            if (page.Next is null)
            {
                return samples;
            }

            query = query with { Start = page.Next };
        }
    }

    protected static StoredGap Gap(long from, long to, ulong count) => new()
    {
        Gateway = "gw-1",
        Equipment = "press-03",
        Points = [3, 4],
        FromTicks = from,
        ToTicks = to,
        SampleCount = count,
        Reason = GapReason.BufferFull,
    };
}
