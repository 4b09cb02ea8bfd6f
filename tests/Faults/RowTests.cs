using IndustrialGateway.Faults.Rows;

namespace IndustrialGateway.Faults;

/// <summary>The quick set: every row of the fault matrix that there is, a few cycles of each.</summary>
public sealed class RowTests(ITestOutputHelper output)
{
    public static TheoryData<string, int> Quick => new()
    {
        { "F01", 3 }, { "F02", 4 }, { "F03", 4 }, { "F06", 2 }, { "F08", 2 }, { "F12", 1 }, { "F25", 8 }, { "F26", 2 },
    };

    [Theory]
    [MemberData(nameof(Quick))]
    public async Task Nothing_is_lost_twice_or_out_of_order_and_the_books_add_up(string row, int cycles)
    {
        var figures = await new RowRun(RowName.Of(row), Rounds.Seed, output.WriteLine).RunAsync(cycles);

        Assert.Empty(figures.Complaints);
    }
}
