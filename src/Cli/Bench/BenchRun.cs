using System.Text.Json;
using IndustrialGateway.Cli.Line;
using IndustrialGateway.Client;
using IndustrialGateway.Model;
using IndustrialGateway.Simulator.Load;

namespace IndustrialGateway.Cli.Bench;

/// <summary>One run of the bench: a line of its own in a folder of its own, loaded, measured, checked and ended.</summary>
/// <param name="load">What is offered.</param>
/// <param name="gateway">The gateway's program; null = the one that was built beside this.</param>
/// <param name="folder">The line's own.</param>
/// <param name="time">Everybody's clock.</param>
/// <param name="tell">Takes what is going on.</param>
internal sealed class BenchRun(BenchLoad load, FileInfo? gateway, string folder, TimeProvider time, Action<string> tell)
{
    private const string Gateway = "bench";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StandstillLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly LineConfiguration _line = new(folder, Gateway, time);

    private string ReportFile => Path.Combine(folder, "plant", "report.json");

    private string StartFile => Path.Combine(folder, "plant", "start");

    /// <exception cref="CliException">The line did not start, or a program of it ended by itself.</exception>
    public async Task<BenchResult> RunAsync(CancellationToken cancellationToken)
    {
        using var keeper = new ProcessKeeper();
        await using var plant = await StartAsync(keeper, "Simulator", [
            "load", "--points", $"{load.Points}", "--machines", $"{load.Machines}", "--rate", FormattableString.Invariant($"{load.Rate}"),
            "--count", $"{load.ValuesPerPoint}", "--seed", $"{BenchLoad.Seed}", "--start", StartFile, "--report", ReportFile,
            "--port", "0", "--pki", _line.PlantPki, "--addresses", _line.PlantAddresses,
        ]);
        await using var platform = await StartAsync(keeper, "Platform", ["--config", _line.WritePlatform()]);
        var plantAddresses = await plant.ReadyAsync(_line.PlantAddresses, StartLimit, cancellationToken);
        var addresses = await platform.ReadyAsync(_line.PlatformAddresses, StartLimit, cancellationToken);
        await using var proxy = new CountingProxy(new Uri(Text(addresses, "ingest")));
        var sources = Sources(plantAddresses.GetProperty("opcua")[0].GetString()!); // Written by the plant itself.
        await using var edge = await StartGatewayAsync(keeper, ["--config", _line.WriteGateway(proxy.Address, sources)]);
        LineProgram[] programs = [plant, edge, platform];

        using var client = Client(Text(addresses, "api"));
        await using var meter = new LiveMeter(client, $"gateways/{Gateway}", load.Points, time);
        tell($"waiting for {load.Points:N0} points");
        await UnlessOneEndsAsync(programs, meter.AllHeard.WaitAsync(StartLimit, time, cancellationToken));

        await File.WriteAllTextAsync(StartFile, "", cancellationToken);
        tell($"offering {load.ValuesPerSecond:N0} values/s for {load.WarmUp.TotalSeconds:0} s before measuring and {load.Duration.TotalSeconds:0} s more");
        await UnlessOneEndsAsync(programs, Task.Delay(load.WarmUp, time, cancellationToken));
        var before = programs.Select(program => ProcessCost.Of(program.Id)).ToArray();
        var (up, down) = (proxy.UpBytes, proxy.DownBytes);
        var measuredFrom = UaTime.FromDateTimeOffset(time.GetUtcNow());
        meter.MeasureFrom(measuredFrom);
        var report = await UnlessOneEndsAsync(programs, FinishedAsync(cancellationToken));
        var stored = await UnlessOneEndsAsync(programs, StoredAsync(client, report.Offered, cancellationToken));

        var costs = programs.Select((program, index) => (program.Name, Cost: Since(before[index], ProcessCost.Of(program.Id)))).ToArray();
        (up, down) = (proxy.UpBytes - up, proxy.DownBytes - down);
        await meter.StopAsync();
        tell("checking every value in the historian");
        var oracle = new LoadOracle(
            report.Seed, report.Points, report.Machines, report.StartTicks, report.PeriodTicks);
        var check = await new HistoryCheck(client, oracle, Gateway).CheckAsync(load.ValuesPerPoint, cancellationToken);
        await edge.StopAsync();
        var buffer = Path.Combine(_line.GatewayData, "buffer", "process");
        return new BenchResult
        {
            Load = load,
            Offered = report.Offered,
            Measured = OfferedSince(report, measuredFrom),
            OfferedWithin = TimeSpan.FromTicks(report.PeriodTicks * load.ValuesPerPoint),
            StoredWithin = stored - UaTime.ToDateTimeOffset(report.StartTicks),
            PlantLate = TimeSpan.FromMilliseconds(report.MaxLateMilliseconds),
            FromSource = meter.FromSource,
            FromSocket = meter.FromSocket,
            Dropped = meter.Dropped,
            BytesUp = up,
            BytesDown = down,
            BufferBytesPerValue = await BufferSize.BytesPerValueAsync(buffer, time, cancellationToken),
            Processes = costs,
            Check = check,
        };
    }

    /// <summary>How many values were due from an instant on: each point has one a period.</summary>
    private static long OfferedSince(LoadReport report, long ticks)
    {
        var before = Math.Ceiling((double)(ticks - report.StartTicks) / report.PeriodTicks);
        return Math.Max(1, report.Offered - (report.Points * Math.Max(0, (long)before)));
    }

    private static ProcessCost Since(ProcessCost before, ProcessCost now) =>
        now with { CpuSeconds = now.CpuSeconds - before.CpuSeconds };

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private Task<LineProgram> StartAsync(ProcessKeeper keeper, string name, string[] arguments) =>
        LineProgram.StartAsync(keeper, name, _line.LogFile(name), time, arguments);

    private Task<LineProgram> StartGatewayAsync(ProcessKeeper keeper, string[] arguments) => gateway is null
        ? StartAsync(keeper, "Edge", arguments)
        : LineProgram.StartFileAsync(keeper, "Edge", gateway.FullName, _line.LogFile("Edge"), time, arguments);

    private string Sources(string endpoint) => FormattableString.Invariant($$"""
          - name: plant
            endpoint: {{endpoint}}
            publishingInterval: {{load.Publishing.TotalMilliseconds}}ms
            samplingInterval: 0s
            queueSize: {{load.QueueSize}}
            browse:
              start: nsu=urn:industrial-gateway:simulator:plant;s=load
              maxPoints: {{load.Points}}
              equipment: "{1}"
              path: "{path}"

        """);

    private IndustrialGatewayClient Client(string api) => new(new IndustrialGatewayClientOptions
    {
        Address = new Uri(api),
        ApiKey = _line.ApiKey,
        AuthorityFile = _line.AuthorityFile,
        CallTimeout = TimeSpan.FromMinutes(1),
        Time = time,
    });

    private async Task<LoadReport> FinishedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (File.Exists(ReportFile))
            {
                var report = JsonSerializer.Deserialize(
                    await File.ReadAllBytesAsync(ReportFile, cancellationToken), LoadReportContext.Default.LoadReport);
                if (report is { Finished: true })
                {
                    return report;
                }
            }

            await Task.Delay(LookEvery, time, cancellationToken);
        }
    }

    /// <summary>When the historian had committed everything: what was there before, and what was offered; or all that ever came.</summary>
    private async Task<DateTimeOffset> StoredAsync(
        IndustrialGatewayClient client, long offered, CancellationToken cancellationToken)
    {
        var (stored, since) = (-1L, time.GetUtcNow());
        await foreach (var line in client.WatchLineAsync(cancellationToken))
        {
            var now = time.GetUtcNow();
            if ((long)line.Total.Stored > stored)
            {
                (stored, since) = ((long)line.Total.Stored, now);
            }

            // The value that each point had before is stored as well, and what the gateway says of its clocks: nothing more comes in a second.
            if ((stored >= offered + load.Points && now > since) || now - since > StandstillLimit)
            {
                break;
            }
        }

        return since;
    }

    private static async Task<T> UnlessOneEndsAsync<T>(LineProgram[] programs, Task<T> work)
    {
        await UnlessOneEndsAsync(programs, (Task)work);
        return await work;
    }

    private static async Task UnlessOneEndsAsync(LineProgram[] programs, Task work)
    {
        var first = await Task.WhenAny([work, .. programs.Select(program => program.Exit)]);
        if (Array.Find(programs, program => program.Exit == first) is { } dead)
        {
            throw dead.Failure("ended by itself");
        }

        try
        {
            await work;
        }
        catch (TimeoutException)
        {
            throw programs[1].Failure($"did not bring all points within {StartLimit.TotalSeconds:0} s");
        }
    }
}
