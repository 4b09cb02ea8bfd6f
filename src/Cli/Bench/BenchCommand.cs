using System.CommandLine;
using IndustrialGateway.Cli.History;

namespace IndustrialGateway.Cli.Bench;

/// <summary><c>igw bench</c>: the whole line on this machine under load, measured and checked value by value.</summary>
internal static class BenchCommand
{
    private static readonly int[] Ladder = [5_000, 10_000, 20_000, 30_000, 40_000];

    public static Command Create(TimeProvider time)
    {
        var points = new Option<int>("--points") { Description = "Points.", DefaultValueFactory = _ => 10_000 };
        var rate = new Option<double>("--rate")
        {
            Description = "Values per second of each point.",
            DefaultValueFactory = _ => 1,
        };
        var publishing = new Option<string>("--publishing")
        {
            Description = "The OPC UA subscription's publishing interval.",
            DefaultValueFactory = _ => "100ms",
        };
        var duration = new Option<string>("--duration")
        {
            Description = "How long values are offered and measured.",
            DefaultValueFactory = _ => "30s",
        };
        var warmUp = new Option<string>("--warm-up")
        {
            Description = "How long they are offered before; checked, but neither latency nor cost counts.",
            DefaultValueFactory = _ => "10s",
        };
        var ladder = new Option<bool>("--ladder")
        {
            Description = $"{string.Join(", ", Ladder.Select(step => $"{step:N0}"))} values/s one after the other, with --points points.",
        };
        var gateway = new Option<FileInfo?>("--gateway")
        {
            Description = "The gateway's program, e.g. .artifacts/native/IndustrialGateway.Edge of `make native`; else the one that was built.",
        };
        var keep = new Option<bool>("--keep") { Description = "Keep the line's folder: logs, data, configurations." };
        var json = new Option<bool>("--json") { Description = "One JSON object per run instead of a table." };
        var command = new Command("bench", "Measure the line under load on this machine, and check every value.")
        {
            points, rate, publishing, warmUp, duration, gateway, ladder, keep, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var load = new BenchLoad(
                Math.Clamp(parsed.GetRequiredValue(points), 1, 1_000_000),
                Math.Clamp(parsed.GetRequiredValue(rate), 0.001, 10_000),
                TimeRange.Duration(parsed.GetRequiredValue(publishing)),
                TimeRange.Duration(parsed.GetRequiredValue(warmUp)),
                TimeRange.Duration(parsed.GetRequiredValue(duration)));
            BenchLoad[] loads = parsed.GetValue(ladder)
                ? [.. Ladder.Select(step => load with { Rate = (double)step / load.Points })]
                : [load];
            List<BenchResult> results = [];
            foreach (var one in loads)
            {
                results.Add(await RunAsync(one, parsed.GetValue(gateway), parsed.GetValue(keep), time, cancellationToken));
            }

            if (parsed.GetValue(json))
            {
                BenchJson.Print(results);
            }
            else
            {
                BenchTable.Print(results, Console.Out);
            }

            return results.TrueForAll(result => result.Check.IsExact) ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    private static async Task<BenchResult> RunAsync(
        BenchLoad load, FileInfo? gateway, bool keep, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("igw-bench-").FullName;
        try
        {
            return await new BenchRun(load, gateway, folder, time, Tell).RunAsync(cancellationToken);
        }
        finally
        {
            if (keep)
            {
                Tell($"kept {folder}");
            }
            else
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static void Tell(string what) => Console.Error.WriteLine($"igw bench: {what}");
}
