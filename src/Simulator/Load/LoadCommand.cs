using System.CommandLine;
using System.Text.Json;
using IndustrialGateway.Simulator.Serving;

namespace IndustrialGateway.Simulator.Load;

/// <summary><c>load</c>: values by the oracle at an exact rate, from the moment every point has a subscriber.</summary>
internal static class LoadCommand
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan StartAfter = TimeSpan.FromMilliseconds(500);

    private static readonly Lock Writing = new();

    public static Command Create()
    {
        var serving = new ServingOptions();
        var points = new Option<int>("--points") { Description = "In all.", DefaultValueFactory = _ => 1000 };
        var machines = new Option<int>("--machines")
        {
            Description = "Folders over which the points are parted; they take turns within a period.",
            DefaultValueFactory = _ => 10,
        };
        var rate = new Option<double>("--rate")
        {
            Description = "Values per second of each point.",
            DefaultValueFactory = _ => 1,
        };
        var count = new Option<long?>("--count") { Description = "Values of each point; without it until it is stopped." };
        var seed = new Option<int>("--seed") { Description = "Other values.", DefaultValueFactory = _ => 1 };
        var start = new Option<string?>("--start")
        {
            Description = "Begin only when this file exists as well.",
            HelpName = "FILE",
        };
        var untilInput = new Option<bool>("--until-input")
        {
            Description = "Offer until anything comes on standard input, and go on serving after it.",
        };
        var others = new Option<int>("--other-namespaces")
        {
            Description = "So many come before the plant's own, with the same node ids, as after an update of a machine's software.",
            DefaultValueFactory = _ => 0,
        };
        var report = new Option<string?>("--report")
        {
            Description = "Write what was offered to this file, twice a second and at the end.",
            HelpName = "FILE",
        };
        var command = new Command("load", "Values that can be checked one by one, at an exact rate.")
        {
            points, machines, rate, count, start, untilInput, seed, others, report,
        };
        serving.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var pointCount = Math.Clamp(parsed.GetRequiredValue(points), 1, 1_000_000);
            var plant = new LoadPlant(
                parsed.GetRequiredValue(seed),
                pointCount,
                Math.Clamp(parsed.GetRequiredValue(machines), 1, Math.Min(pointCount, 1000)),
                Math.Clamp(parsed.GetRequiredValue(rate), 0.001, 10_000),
                TimeProvider.System,
                Math.Clamp(parsed.GetRequiredValue(others), 0, 10));
            return RunAsync(
                plant,
                serving.Read(parsed),
                new LoadRun(
                    parsed.GetValue(count) ?? long.MaxValue,
                    parsed.GetValue(start),
                    parsed.GetValue(untilInput),
                    parsed.GetValue(report)),
                TimeProvider.System,
                cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        LoadPlant plant,
        ServingSettings serving,
        LoadRun run,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        using var loggers = Logs.Create();
        await using var servers = await MachineServers.StartAsync(serving, [plant.Space], loggers, time);
        var finished = false;
        await using var reports = time.CreateTimer(
            _ => Write(plant.Report(Volatile.Read(ref finished)), run.ReportFile), null, ReportEvery, ReportEvery);
        try
        {
            while (!plant.IsMonitored || (run.StartFile is { } file && !File.Exists(file)))
            {
                await Task.Delay(LookEvery, time, cancellationToken);
            }

            plant.Start(StartAfter);
            await (run.UntilInput ? OfferUntilInputAsync(plant, run.ValuesPerPoint, cancellationToken) : plant.OfferAsync(run.ValuesPerPoint, cancellationToken));
            Volatile.Write(ref finished, true);
            Write(plant.Report(finished: true), run.ReportFile);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }

        await reports.DisposeAsync();
        Write(plant.Report(finished: true), run.ReportFile);
        return 0;
    }

    private static async Task OfferUntilInputAsync(LoadPlant plant, long perPoint, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var input = Console.OpenStandardInput();

        // A plant that is always late never waits: it must not keep the end from being read.
        var offering = Task.Run(() => plant.OfferAsync(perPoint, end.Token), end.Token);
        await Task.WhenAny(offering, input.ReadAsync(new byte[1], end.Token).AsTask());
        await end.CancelAsync();
        try
        {
            await offering;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Told to offer no more.
        }
    }

    private static void Write(LoadReport report, string? file)
    {
        if (file is not null)
        {
            lock (Writing)
            {
                WholeFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(report, LoadReportContext.Default.LoadReport));
            }
        }
    }

    /// <summary>When the plant begins and ends to offer, and where it says so.</summary>
    /// <param name="StartFile">Absent = as soon as every point has a subscriber.</param>
    private sealed record LoadRun(long ValuesPerPoint, string? StartFile, bool UntilInput, string? ReportFile);
}
