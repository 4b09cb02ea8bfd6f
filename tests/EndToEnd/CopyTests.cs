namespace IndustrialGateway.EndToEnd;

/// <summary>Somebody copies a gateway while it runs, as with a snapshot of its machine, and starts the copy beside it.</summary>
public sealed class CopyTests
{
    private const int Patience = 180_000;

    [Fact(Timeout = Patience)]
    public async Task The_first_goes_on_the_copy_is_refused_in_words_and_everything_is_stored_once()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var line = await Line.StartAsync(cancelled);
        var tail = new Tail(line.Igw("tail", Line.Point("Counter")));
        await line.Machine.SetAsync("Counter", from: 1, count: 100, cancelled);
        await tail.UntilAsync(sample => Tail.Is(sample, 100), cancelled);

        var copy = await line.StartCopyOfGatewayAsync(cancelled);
        await copy.ReadLineAsync(text => text.Contains("another one has its identity", StringComparison.Ordinal), cancelled);
        await line.GatewaySaysAsync(["A new epoch"], cancelled);
        await line.GatewaySaysAsync(["is connected by path default;"], cancelled);
        await line.Machine.SetAsync("Counter", from: 101, count: 100, cancelled);
        await tail.UntilAsync(sample => Tail.Is(sample, 200), cancelled);
        await copy.KillAsync();

        List<long> history;
        do
        {
            // What was shown may not be committed yet.
            history = await line.HistoryAsync("Counter", cancelled);
        }
        while (!history.Contains(200));
        Assert.Equal(Enumerable.Range(1, 200).Select(value => (long)value), history.Where(value => value != 0));
    }
}
