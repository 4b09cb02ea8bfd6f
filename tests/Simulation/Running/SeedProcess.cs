using System.Diagnostics;
using System.Globalization;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Simulation.Running;

/// <summary>Runs seeds in a process of their own whose thread pool has one thread: what leaves the scheduler for the pool has an order, too.</summary>
internal static class SeedProcess
{
    // The most can be no less than the least, which is otherwise the number of processors.
    private static readonly string[] OneThread = ["DOTNET_ThreadPool_ForceMinWorkerThreads", "DOTNET_ThreadPool_ForceMaxWorkerThreads"];

    /// <summary>
    /// <c>--seed N</c>, <c>--seeds FIRST COUNT</c> or <c>--find FIRST COUNT</c>, which ends at the first that fails; then perhaps the
    /// name of a planted fault.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        ThreadPool.GetMaxThreads(out var threads, out _);
        if (threads > 1 && Environment.GetEnvironmentVariable(OneThread[0]) is not null)
        {
            throw new NotSupportedException($"The thread pool has {threads} threads: this runtime does not let it have one.");
        }

        if (threads > 1)
        {
            using var process = Start(args, redirect: false);
            await process.WaitForExitAsync();
            return process.ExitCode;
        }

        var one = args[0] == "--seed";
        var first = int.Parse(args[1], CultureInfo.InvariantCulture);
        var count = one ? 1 : int.Parse(args[2], CultureInfo.InvariantCulture);
        var planted = args.Length > (one ? 2 : 3) ? Enum.Parse<Planted>(args[^1]) : Planted.None;
        return await RunAsync(first, count, planted, one ? Console.Out : null, isFound: args[0] == "--find");
    }

    /// <summary>The same program again, with one thread.</summary>
    public static Process Start(IEnumerable<string> args, bool redirect)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = redirect }; // set on Linux
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        Array.ForEach(OneThread, name => start.Environment[name] = "1");
        return Process.Start(start)!; // null only where a shell is used
    }

    private static async Task<int> RunAsync(int first, int count, Planted planted, TextWriter? words, bool isFound)
    {
        using var folder = new TestFolder();
        var (failed, watch) = (0, Stopwatch.StartNew());
        for (var seed = first; seed < first + count && !(isFound && failed > 0); seed++)
        {
            var result = await SeedRun.RunAsync(seed, planted, words, folder["quarantine"]);
            if (words is not null || result.Failure is not null || count <= 100)
            {
                await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"seed {seed} {result.Fingerprint} {result.Steps} steps, {result.Samples} samples: {result.Failure?.Message ?? "kept"}"));
            }

            failed += result.Failure is null ? 0 : 1;
        }

        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{count} seeds, {failed} failed, {count / watch.Elapsed.TotalSeconds:f1} seeds a second"));
        return failed == 0 ? 0 : 1;
    }
}
