using CsCheck;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Client;

public sealed class BatchesTests
{
    private static readonly TaskCompletionSource NeverEnds = new();

    private readonly List<int> _sizes = [];

    [Fact]
    public Task Whatever_the_limits_a_bad_operation_costs_only_itself() =>
        Gen.Select(Gen.Int[0, 400], Gen.Int[1, 300], Gen.Int[1, 300], Gen.Int[0, 399].HashSet[0, 5]).SampleAsync(async (count, limit, room, bad) =>
        {
            int[] operations = [.. Enumerable.Range(0, count)];

            var results = await Batches.CallAsync(
                operations,
                limit,
                part => part.Length > room ? throw Fault(StatusCode.BadTooManyOperations)
                    : part.Any(bad.Contains) ? throw Fault(StatusCode.BadUnexpectedError)
                    : Task.FromResult(Array.ConvertAll(part, each => each.ToString())),
                (operation, failure) => $"{operation}: {failure.Status}",
                NeverEnds.Task);

            return results.SequenceEqual(operations.Select(each => bad.Contains(each) ? $"{each}: BadUnexpectedError" : $"{each}"));
        });

    [Fact]
    public async Task A_server_that_refuses_everything_is_asked_a_bounded_number_of_times()
    {
        var results = await CallAsync(new int[100_000], Fault(StatusCode.BadUnexpectedError), NeverEnds.Task);

        Assert.InRange(_sizes.Count, 100, 512);
        Assert.All(results, result => Assert.Equal(StatusCode.BadUnexpectedError, result));
    }

    [Fact]
    public async Task A_server_that_answers_nothing_is_left()
    {
        var refusal = await Assert.ThrowsAsync<UaException>(() => CallAsync(new int[100_000], Fault(StatusCode.BadTimeout), NeverEnds.Task));

        Assert.Equal(StatusCode.BadTimeout, refusal.Status);
        Assert.InRange(_sizes.Count, 11, 40);
    }

    [Fact]
    public async Task One_bad_operation_among_a_thousand_is_found_with_few_requests()
    {
        await Batches.CallAsync(
            [.. Enumerable.Range(0, 1000)], 1000, part => Note(part).Contains(677) ? throw Fault(StatusCode.BadInternalError) : Task.FromResult(part), (_, _) => -1, NeverEnds.Task);

        Assert.InRange(_sizes.Count, 11, 21);
    }

    [Fact]
    public async Task When_the_line_is_gone_nothing_is_halved()
    {
        await Assert.ThrowsAsync<UaException>(() => CallAsync(new int[1000], Fault(StatusCode.BadDecodingError), Task.CompletedTask));

        Assert.Equal([1000], _sizes);
    }

    [Fact]
    public async Task When_the_session_is_gone_nothing_is_halved()
    {
        await Assert.ThrowsAsync<UaException>(() => CallAsync(new int[1000], Fault(StatusCode.BadSessionIdInvalid), NeverEnds.Task));

        Assert.Equal([1000], _sizes);
    }

    private static UaException Fault(StatusCode status) => new(status, "as the test says");

    private Task<StatusCode[]> CallAsync(int[] operations, UaException failure, Task ended) => Batches.CallAsync(
        operations, 1000, part => Note(part).Length == 0 ? Task.FromResult<StatusCode[]>([]) : throw failure, (_, reason) => reason.Status, ended);

    private int[] Note(int[] part)
    {
        _sizes.Add(part.Length);
        return part;
    }
}
