using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Edge.Sources.OpcUa;

public sealed class ChoreRestTests : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new();
    private readonly Chores _chores = new();
    private readonly ChoreRest _rest;
    private int _done;

    public ChoreRestTests() => _rest = new ChoreRest(_chores, Chore.Refresh, Rest, _time);

    public void Dispose() => _rest.Dispose();

    [Fact]
    public async Task The_first_is_done_at_once_and_nothing_more_is_asked_for()
    {
        await DoAsync();
        _time.Advance(2 * Rest);

        Assert.Equal((1, Chore.None), (_done, _chores.Open));
    }

    [Fact]
    public async Task What_is_asked_for_without_end_is_done_once_a_minute_and_the_last_wish_is_not_forgotten()
    {
        for (var second = 0; second < 150; second++)
        {
            _chores.Ask(Chore.Refresh);
            await TakeAsync();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((3, Chore.None), (_done, _chores.Open));
        _time.Advance(TimeSpan.FromSeconds(30));
        await TakeAsync();
        Assert.Equal(4, _done);
    }

    [Fact]
    public async Task One_that_takes_long_rests_from_its_end()
    {
        await DoAsync(() => _time.Advance(2 * Rest));
        await DoAsync();

        Assert.Equal(1, _done);
    }

    private async Task TakeAsync()
    {
        Assert.Equal(Chore.Refresh, await _chores.TakeAsync(TestContext.Current.CancellationToken));
        await DoAsync();
    }

    private Task DoAsync(Action? meanwhile = null) => _rest.DoAsync(
        _ =>
        {
            _done++;
            meanwhile?.Invoke();
            return Task.CompletedTask;
        },
        TestContext.Current.CancellationToken);
}
