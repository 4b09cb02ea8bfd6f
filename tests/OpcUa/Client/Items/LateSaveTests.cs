using IndustrialGateway.OpcUa.Client.Items;

namespace IndustrialGateway.OpcUa.Tests.Client.Items;

public sealed class LateSaveTests
{
    private const int Patience = 60_000;

    [Fact(Timeout = Patience)]
    public async Task Who_asks_does_not_wait_and_the_last_one_wins()
    {
        using var begun = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var newest = 0;
        List<int> saved = [];
        var late = new LateSave(() =>
        {
            var present = Volatile.Read(ref newest);
            begun.Release();
            goOn.Wait(TestContext.Current.CancellationToken);
            saved.Add(present);
        });

        late.Ask();
        await begun.WaitAsync(TestContext.Current.CancellationToken);
        for (var i = 1; i <= 1_000; i++)
        {
            Volatile.Write(ref newest, i);
            late.Ask(); // while the first save is held up
        }

        var all = late.SavedAsync();
        Assert.False(all.IsCompleted);
        goOn.Release(2);
        await all.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal([0, 1_000], saved);
    }

    [Fact(Timeout = Patience)]
    public async Task Each_that_is_asked_for_after_another_is_done_is_saved()
    {
        var count = 0;
        var late = new LateSave(() => count++);
        await late.SavedAsync();

        for (var i = 1; i <= 100; i++)
        {
            late.Ask();
            await late.SavedAsync().WaitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(i, count);
        }
    }
}
