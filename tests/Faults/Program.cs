using System.Globalization;
using IndustrialGateway.Faults;
using IndustrialGateway.Faults.Mutants;
using IndustrialGateway.Faults.Rows;
using IndustrialGateway.Faults.Tests;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// `row F06 50 1` runs 50 cycles of a row with seed 1, `row F37 60m 1` cycles for an hour, `quick F06 1 1` as a test does, `mutants` the rows against planted bugs, `restart 10` starts gateways with 10 GiB waiting.
// Otherwise what xunit would generate.
return args switch
{
    ["row", "list", ..] => ListRows(),
    ["mutants", .. var rows] => await MutantRun.RunAsync(rows, Console.WriteLine) ? 0 : 1,
    ["row", var name, var cycles, _] when BorrowedRow.Find(name) is { } borrowed => await borrowed.RunAsync(RunLength.Of(cycles), Console.WriteLine) ? 0 : 1,
    ["row" or "quick", var name, var cycles, var seed] => await RunRowAsync(RowName.Of(name), RunLength.Of(cycles), Number(seed), args[0] == "quick"),
    ["restart", var gigabytes] => await RunRestartAsync(Number(gigabytes)),
    _ when args.Any(argument => argument is "--server" or "--internal-msbuild-node") =>
        await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await ConsoleRunner.Run(args),
};

static async Task<int> RunRowAsync(RowName row, RunLength length, int seed, bool isQuick)
{
    var figures = await new RowRun(row, seed, Console.WriteLine) { IsQuick = isQuick }.RunAsync(length);
    return figures.Complaints.Count == 0 ? 0 : 1;
}

static async Task<int> RunRestartAsync(int gigabytes)
{
    await RestartBench.RunAsync(gigabytes, Console.WriteLine);
    return 0;
}

static int ListRows()
{
    foreach (var (name, what) in RowName.All.Select(row => (row.Name, row.What)).Concat(BorrowedRow.All.Select(row => (row.Name, row.What))).Order())
    {
        Console.WriteLine($"{name}  {what}");
    }

    return 0;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
