using IndustrialGateway.Faults.Rows;

namespace IndustrialGateway.Faults;

/// <summary>The quick set: rows of the fault matrix, a few cycles of each. In two halves, which run beside one another.</summary>
public abstract class RowTests(ITestOutputHelper output)
{
    /// <summary>Milliseconds for the slowest row on a machine that does something else beside.</summary>
    protected const int Patience = 900_000;

    protected async Task HoldsAsync(string row, int cycles, CancellationToken cancellationToken)
    {
        var run = new RowRun(RowName.Of(row), Rounds.Seed, output.WriteLine) { IsQuick = true };

        var figures = await run.RunAsync(new RunLength(cycles), cancellationToken);

        Assert.Empty(figures.Complaints);
    }
}

/// <summary>Faults of the gateway and of its disk.</summary>
public sealed class GatewayRowTests(ITestOutputHelper output) : RowTests(output)
{
    [Theory(Timeout = Patience)]
    [InlineData("F01", 2)]
    [InlineData("F02", 4)]
    [InlineData("F06", 1)]
    [InlineData("F08", 2)]
    [InlineData("F10", 1)]
    [InlineData("F11", 2)]
    [InlineData("F12", 1)]
    [InlineData("F20", 1)]
    [InlineData("F23", 1)]
    public Task Nothing_is_lost_twice_or_out_of_order_and_the_books_add_up(string row, int cycles) =>
        HoldsAsync(row, cycles, TestContext.Current.CancellationToken);
}

/// <summary>Faults of the platform and of the way to it.</summary>
public sealed class PlatformRowTests(ITestOutputHelper output) : RowTests(output)
{
    [Theory(Timeout = Patience)]
    [InlineData("F03", 2)]
    [InlineData("F21", 1)]
    [InlineData("F25", 8)]
    [InlineData("F26", 1)]
    [InlineData("F27", 1)]
    [InlineData("F31", 2)]
    [InlineData("F31P", 2)]
    [InlineData("F32", 2)]
    public Task Nothing_is_lost_twice_or_out_of_order_and_the_books_add_up(string row, int cycles) =>
        HoldsAsync(row, cycles, TestContext.Current.CancellationToken);
}
