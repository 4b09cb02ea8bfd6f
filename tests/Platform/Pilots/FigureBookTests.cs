using CsCheck;
using IndustrialGateway.Historian;
using IndustrialGateway.Historian.Embedded;
using IndustrialGateway.Platform.Pilots;
using IndustrialGateway.Testing;
using IndustrialGateway.V1;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Platform.Tests.Pilots;

public sealed class FigureBookTests : IAsyncLifetime
{
    private const string Machine = "gateways/g/equipment/press-01";
    private const int Noon = 29_000_000;

    private static readonly Gen<(int Minute, int Samples)> Addition = Gen.Select(Gen.Int[Noon, Noon + 3000], Gen.Int[1, 9]);

    private readonly TestFolder _folder = new();
    private EmbeddedHistorian _historian = null!;

    public ValueTask InitializeAsync()
    {
        _historian = Open(_folder);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _historian.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_hour_is_the_sum_of_its_minutes_and_counts_those_with_Good_data()
    {
        var book = new FigureBook(_historian);

        await CommitAsync(book, _historian, (Noon, 3), (Noon + 1, 4), (Noon + 1, 5));

        var hour = book.Read(Window.Of(Period.Hour, Noon), Machine);
        Assert.Equal(12, hour[Count.Good]);
        Assert.Equal(2, hour[Count.ConnectedMinutes]);
        Assert.Equal(9, book.Read(Window.Of(Period.Minute, Noon + 1), Machine)[Count.Good]);
    }

    [Fact]
    public async Task A_minute_in_which_Good_values_only_held_is_one_with_Good_data_and_counts_once()
    {
        var book = new FigureBook(_historian);

        foreach (var (minute, what) in ((int, Count)[])[(Noon, Count.HeldSeconds), (Noon, Count.HeldSeconds), (Noon, Count.Good), (Noon + 1, Count.Good), (Noon + 1, Count.HeldSeconds)])
        {
            var delta = new FigureDelta();
            delta.Of(Machine, minute)[what] = 1;
            await _historian.CommitAsync(new CommitBatch { Observer = new Counting(book, delta) }, CancellationToken.None);
        }

        Assert.Equal(2, new FigureBook(_historian).Read(Window.Of(Period.Hour, Noon), Machine)[Count.ConnectedMinutes]);
    }

    [Fact]
    public async Task A_restart_at_any_commit_keeps_every_count_once() =>
        await Gen.Select(Addition.Array[1, 4].Array[1, 700], Gen.Int[1, 50]).SampleAsync(async (commits, restartEach) =>
        {
            using var folder = new TestFolder();
            await using var historian = Open(folder);
            var book = new FigureBook(historian);
            for (var i = 0; i < commits.Length; i++)
            {
                if (i % restartEach == restartEach - 1)
                {
                    book = new FigureBook(historian);
                }

                await CommitAsync(book, historian, commits[i]);
            }

            book = new FigureBook(historian);
            return Window.Periods.All(period => commits.SelectMany(commit => commit)
                .GroupBy(addition => Window.Of(period, addition.Minute))
                .All(window =>
                    book.Read(window.Key, Machine)[Count.Good] == window.Sum(addition => addition.Samples)
                    && book.Read(window.Key, Machine)[Count.ConnectedMinutes] == window.Select(addition => addition.Minute).Distinct().Count()));
        }, iter: 8, threads: 1);

    [Fact]
    public async Task The_journal_is_dropped_once_the_windows_are_written()
    {
        var book = new FigureBook(_historian);

        for (var i = 0; i < 1_200; i++)
        {
            await CommitAsync(book, _historian, (Noon + (i % 7), 1));
        }

        Assert.InRange(_historian.ReadEntries("pilots", FigureKeys.Journal, "k"u8, 10_000).Count, 1, 500);
    }

    [Fact]
    public async Task A_backlog_of_old_minutes_is_counted_in_full_however_often_the_windows_are_written()
    {
        var book = new FigureBook(_historian);
        await CommitAsync(book, _historian, (Noon + 5_000, 1));

        for (var i = 0; i < 1_200; i++)
        {
            await CommitAsync(book, _historian, (Noon, 1));
        }

        Assert.All(Window.Periods, period => Assert.Equal(1_200, book.Read(Window.Of(period, Noon), Machine)[Count.Good]));
        Assert.Equal(1_200, new FigureBook(_historian).Read(Window.Of(Period.Minute, Noon), Machine)[Count.Good]);
    }

    [Fact]
    public async Task A_subject_keeps_the_first_minute_in_which_it_was_seen()
    {
        var book = new FigureBook(_historian);

        await CommitAsync(book, _historian, (Noon, 1));
        await CommitAsync(book, _historian, (Noon - 5, 1));

        Assert.Equal(Noon - 5, new FigureBook(_historian).FirstMinute(Machine));
        Assert.Null(book.FirstMinute("gateways/other"));
    }

    private static EmbeddedHistorian Open(TestFolder folder) => EmbeddedHistorian.Open(
        new EmbeddedHistorianOptions { Folder = Path.Combine(folder.Path, "historian") }, NullLogger<EmbeddedHistorian>.Instance);

    private static async Task CommitAsync(FigureBook book, EmbeddedHistorian historian, params (int Minute, int Samples)[] additions)
    {
        var delta = new FigureDelta();
        foreach (var (minute, samples) in additions)
        {
            delta.Of(Machine, minute)[Count.Good] += samples;
        }

        await historian.CommitAsync(new CommitBatch { Observer = new Counting(book, delta) }, CancellationToken.None);
    }

    private sealed class Counting(FigureBook book, FigureDelta delta) : ICommitObserver
    {
        public void Prepare(CommitOutcome outcome, ISideEntries entries) => book.Write(delta, entries);
    }
}
