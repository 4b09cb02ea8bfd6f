using IndustrialGateway.Model;

namespace IndustrialGateway.Historian.Tests;

/// <summary>The embedded engine stores as the contract says.</summary>
public sealed class EmbeddedStoringTests : StoringContract
{
    protected override IHistorian Open(string folder) => EmbeddedHistorians.Open(folder);
}

/// <summary>The embedded engine reads as the contract says.</summary>
public sealed class EmbeddedReadingTests : ReadingContract
{
    protected override IHistorian Open(string folder) => EmbeddedHistorians.Open(folder);
}

/// <summary>The embedded engine agrees with the plain model.</summary>
public sealed class EmbeddedModelTests : ModelContract
{
    protected override IHistorian Open(string folder) => EmbeddedHistorians.Open(folder);
}

/// <summary>What only the embedded engine has to promise: it owns its folder, and stops at a failure.</summary>
public sealed class EmbeddedHistorianTests : HistorianContract
{
    [Fact]
    public async Task A_second_opener_is_told_that_the_folder_is_taken()
    {
        await using var first = Open();

        var refusal = Assert.Throws<HistorianException>(Open);

        Assert.Contains("open already", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_a_clear_error()
    {
        var file = Folder["file"];
        File.WriteAllText(file, "");

        var refusal = Assert.Throws<HistorianException>(() => EmbeddedHistorians.Open(Path.Combine(file, "sub")));

        Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_failed_commit_nothing_more_is_taken_until_it_is_opened_anew()
    {
        await using (var historian = Open())
        {
            await historian.CommitAsync(Batch(1, At(1, 5, Value.Of(1))), default);
            await Assert.ThrowsAsync<HistorianException>(async () => await historian.CommitAsync(
                new CommitBatch { Records = Batch(2, At(1, 6, Value.Of(2))).Records, Observer = new Broken() }, default));

            var refusal = await Assert.ThrowsAsync<HistorianException>(
                async () => await historian.CommitAsync(Batch(3), default));
            Assert.Contains("opened anew", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(2, historian.GetStored(Stream).StoredBefore);
        }

        await using var again = Open();

        Assert.Single(await ReadAllAsync(again, 1));
        Assert.Equal(2, again.GetStored(Stream).StoredBefore);
        await again.CommitAsync(Batch(2, At(1, 6, Value.Of(2))), default);
        Assert.Equal(2, (await ReadAllAsync(again, 1)).Count);
    }

    [Fact]
    public async Task A_closed_historian_says_so()
    {
        var historian = Open();
        await historian.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await historian.CommitAsync(Batch(1), default));
        await Assert.ThrowsAsync<ObjectDisposedException>(
            async () => await historian.ReadAsync(new HistoryQuery { Point = 1 }, default));
        await historian.DisposeAsync();
    }

    protected override IHistorian Open(string folder) => EmbeddedHistorians.Open(folder);

    private sealed class Broken : ICommitObserver
    {
        public void Prepare(CommitOutcome outcome, ISideEntries entries) => throw new InvalidOperationException("broken");
    }
}
