namespace IndustrialGateway.Simulation.Scheduling;

/// <summary>The scheduler itself.</summary>
public sealed class SeededSchedulerTests
{
    [Fact]
    public async Task Time_passes_only_when_nothing_else_can_run()
    {
        var scheduler = new SeededScheduler(1, new Trace(null));
        List<string> order = [];

        await scheduler.RunAsync(async () =>
        {
            var later = WaitAsync(TimeSpan.FromDays(1), "a day");
            var sooner = WaitAsync(TimeSpan.FromSeconds(1), "a second");
            await Task.Yield();
            order.Add("at once");
            await Task.WhenAll(later, sooner);
        });

        Assert.Equal(["at once", "a second", "a day"], order);
        Assert.Equal(TimeSpan.FromDays(1).Ticks, scheduler.Now);

        async Task WaitAsync(TimeSpan time, string name)
        {
            await scheduler.World.Time.Delay(time);
            order.Add(name);
        }
    }

    [Fact]
    public async Task What_waits_for_something_that_never_comes_is_told_as_a_hang()
    {
        var scheduler = new SeededScheduler(1, new Trace(null));

        var failure = await Assert.ThrowsAsync<SimulationException>(() => scheduler.RunAsync(() => new TaskCompletionSource().Task));

        Assert.Contains("hangs", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_round_without_waiting_is_told()
    {
        var scheduler = new SeededScheduler(1, new Trace(null));

        var failure = await Assert.ThrowsAsync<SimulationException>(() => scheduler.RunAsync(async () =>
        {
            while (true)
            {
                await Task.Yield();
            }
        }));

        Assert.Contains("on and on", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_a_process_runs_once_it_is_dead()
    {
        var scheduler = new SeededScheduler(1, new Trace(null));
        var process = new SimulatedProcess("program", scheduler);
        var lived = 0;

        await scheduler.RunAsync(async () =>
        {
            process.Start(async () =>
            {
                while (true)
                {
                    await process.Time.Delay(TimeSpan.FromSeconds(1));
                    lived++;
                }
            });
            await scheduler.World.Time.Delay(TimeSpan.FromSeconds(3.5));
            process.Kill();
            await scheduler.World.Time.Delay(TimeSpan.FromSeconds(10));
        });

        Assert.Equal(3, lived);
    }

    [Fact]
    public async Task Another_seed_is_another_order()
    {
        List<string> orders = [];
        for (var seed = 1; seed <= 20; seed++)
        {
            var (scheduler, order) = (new SeededScheduler(seed, new Trace(null)), "");
            await scheduler.RunAsync(() => Task.WhenAll(Enumerable.Range(0, 5).Select(async index =>
            {
                await Task.Yield();
                order += index;
            })));
            orders.Add(order);
        }

        Assert.True(orders.Distinct().Count() > 10);
    }
}
