using CsCheck;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.Items;

public sealed class BatchRunTests
{
    private static readonly TaskCompletionSource NeverEnds = new();

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_few_requests_are_under_way_at_once_and_the_results_stay_in_order()
    {
        List<(int[] Part, TaskCompletionSource<int[]> Answer)> asked = [];
        var running = Batches.CallAsync(
            [.. Enumerable.Range(0, 50)],
            new BatchLimit(10, _time),
            parallel: 3,
            part =>
            {
                asked.Add((part, new TaskCompletionSource<int[]>()));
                return asked[^1].Answer.Task;
            },
            (_, _) => -1,
            NeverEnds.Task);
        Assert.Equal(3, asked.Count);

        foreach (var place in (int[])[2, 0, 3, 1, 4])
        {
            asked[place].Answer.SetResult(asked[place].Part);
        }

        Assert.Equal(Enumerable.Range(0, 50), await running);
    }

    [Fact]
    public Task With_any_number_of_requests_at_once_a_bad_operation_costs_only_itself() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[1, 100], Gen.Int[1, 100], Gen.Int[1, 8], Gen.Int[0, 299].HashSet[0, 5]).SampleAsync(
            async (count, limit, room, parallel, bad) =>
            {
                int[] operations = [.. Enumerable.Range(0, count)];

                var results = await Batches.CallAsync(
                    operations, new BatchLimit(limit, _time), parallel, part => AnswerAsync(part, room, bad), (operation, _) => -operation - 1, NeverEnds.Task);

                return results.SequenceEqual(operations.Select(each => bad.Contains(each) ? -each - 1 : each));
            },
            iter: 200);

    [Fact]
    public async Task A_limit_that_a_refusal_has_taught_holds_for_the_next_call_and_is_told()
    {
        List<int> told = [];
        var limit = new BatchLimit(1000, _time, told.Add);
        List<int> sizes = [];

        for (var i = 0; i < 2; i++)
        {
            await Batches.CallAsync(
                new int[600],
                limit,
                parallel: 1,
                part =>
                {
                    sizes.Add(part.Length);
                    return part.Length > 200 ? throw Fault(StatusCode.BadTooManyOperations) : Task.FromResult(part);
                },
                (_, _) => -1,
                NeverEnds.Task);
        }

        Assert.Equal([600, 300, 150, 150, 150, 150, 150, 150, 150, 150], sizes);
        Assert.Equal([300, 150], told);
    }

    [Fact]
    public async Task A_server_that_grows_slow_gets_smaller_requests()
    {
        var limit = new BatchLimit(1000, _time);
        List<int> sizes = [];

        await Batches.CallAsync(
            new int[3000],
            limit,
            parallel: 1,
            part =>
            {
                sizes.Add(part.Length);
                _time.Advance(TimeSpan.FromMilliseconds(part.Length > 200 ? part.Length * 10 : part.Length));
                return Task.FromResult(part);
            },
            (_, _) => -1,
            NeverEnds.Task);

        Assert.Equal([1000, 500, 250, 125, 125], sizes.Take(5));
        Assert.Equal(125, limit.Now);
    }

    [Fact]
    public async Task A_server_that_leaves_a_large_request_unanswered_gets_smaller_ones_one_at_a_time()
    {
        var limit = new BatchLimit(1000, _time);
        var underWay = 0;
        var most = 0;

        var results = await Batches.CallAsync(
            new int[8000],
            limit,
            parallel: 4,
            async part =>
            {
                if (part.Length > 300)
                {
                    throw Fault(StatusCode.BadTimeout);
                }

                most = Math.Max(most, Interlocked.Increment(ref underWay));
                await Task.Yield();
                Interlocked.Decrement(ref underWay);
                return part;
            },
            (_, _) => -1,
            NeverEnds.Task);

        Assert.All(results, result => Assert.Equal(0, result));
        Assert.Equal(250, limit.Now);
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task What_the_last_request_leaves_over_is_carried_out_all_the_same()
    {
        List<(int[] Part, TaskCompletionSource<int[]> Answer)> asked = [];
        var running = Batches.CallAsync(
            [.. Enumerable.Range(1, 4)],
            new BatchLimit(2, _time),
            parallel: 2,
            part =>
            {
                asked.Add((part, new TaskCompletionSource<int[]>()));
                if (asked.Count > 2)
                {
                    asked[^1].Answer.SetResult(part);
                }

                return asked[^1].Answer.Task;
            },
            (_, _) => -1,
            NeverEnds.Task);

        asked[0].Answer.SetResult(asked[0].Part);
        asked[1].Answer.SetException(Fault(StatusCode.BadTimeout));

        var results = await running;
        Assert.Equal([1, 2, 3, 4], results);
    }

    [Fact]
    public async Task What_fails_for_good_stops_the_requests_that_have_not_begun()
    {
        var asked = 0;

        await Assert.ThrowsAsync<UaException>(() => Batches.CallAsync(
            new int[100],
            new BatchLimit(1, _time),
            parallel: 4,
            async _ =>
            {
                asked++;
                await Task.Yield();
                return asked > 0 ? throw Fault(StatusCode.BadSessionIdInvalid) : (int[])[];
            },
            (_, _) => -1,
            NeverEnds.Task));

        Assert.InRange(asked, 1, 4);
    }

    private static UaException Fault(StatusCode status) => new(status, "as the test says");

    private static async Task<int[]> AnswerAsync(int[] part, int room, HashSet<int> bad)
    {
        await Task.Yield();
        return part.Length > room ? throw Fault(StatusCode.BadTooManyOperations)
            : part.Any(bad.Contains) ? throw Fault(StatusCode.BadUnexpectedError)
            : part;
    }
}
