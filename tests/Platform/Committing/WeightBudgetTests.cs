namespace IndustrialGateway.Platform.Committing;

/// <summary>Whoever brings too much waits.</summary>
public sealed class WeightBudgetTests
{
    private readonly WeightBudget _budget = new(capacity: 10);

    [Fact]
    public async Task What_does_not_fit_waits_until_it_does_and_nothing_overtakes_it()
    {
        await TakeAsync(8);
        var large = TakeAsync(5);
        var small = TakeAsync(1);
        Assert.False(large.IsCompleted || small.IsCompleted);

        _budget.Release(8);

        await large;
        await small;
    }

    [Fact]
    public async Task More_than_there_is_passes_alone()
    {
        await TakeAsync(100);

        Assert.False(TakeAsync(1).IsCompleted);
    }

    [Fact]
    public async Task Who_gives_up_leaves_the_way_to_the_next()
    {
        using var patience = new CancellationTokenSource();
        await TakeAsync(8);
        var impatient = _budget.TakeAsync(5, patience.Token).AsTask();
        var patient = TakeAsync(6);

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        _budget.Release(8);

        await patient;
    }

    private Task TakeAsync(long weight) => _budget.TakeAsync(weight, TestContext.Current.CancellationToken).AsTask();
}
