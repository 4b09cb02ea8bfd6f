using System.Globalization;
using IndustrialGateway.Faults.Rows;
using IndustrialGateway.Faults.Tests;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// `row F06 50 1` runs 50 cycles of a row with seed 1. Otherwise what xunit would generate.
return args switch
{
    ["row", "list", ..] => ListRows(),
    ["row", var name, var cycles, var seed] => await RunRowAsync(RowName.Of(name), Number(cycles), Number(seed)),
    _ when args.Any(argument => argument is "--server" or "--internal-msbuild-node") =>
        await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await ConsoleRunner.Run(args),
};

static async Task<int> RunRowAsync(RowName row, int cycles, int seed)
{
    var figures = await new RowRun(row, seed, Console.WriteLine).RunAsync(cycles);
    return figures.Complaints.Count == 0 ? 0 : 1;
}

static int ListRows()
{
    foreach (var row in RowName.All)
    {
        Console.WriteLine($"{row.Name}  {row.What}");
    }

    return 0;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
