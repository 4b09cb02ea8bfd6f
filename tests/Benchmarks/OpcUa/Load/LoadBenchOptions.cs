using System.Globalization;

namespace IndustrialGateway.Benchmarks.OpcUa.Load;

/// <summary>
/// The command line after <c>opcua</c>: names of scenarios (all when there are none), <c>--rounds 3</c>, <c>--seconds 20</c>,
/// <c>--warm-up 8</c>, <c>--clients ours,node-opcua</c>, <c>--json file</c>; or <c>soak --minutes 20 --rate 50000</c>.
/// </summary>
internal sealed record LoadBenchOptions
{
    private const double SoakWarmUpSeconds = 10;

    public IReadOnlyList<Scenario> Scenarios { get; private init; } = Scenario.All;

    public IReadOnlyList<string> Clients { get; private init; } = [LoadClient.Name, "node-opcua"];

    public int Rounds { get; private init; } = 1;

    public double Seconds { get; private init; } = 20;

    public double WarmUpSeconds { get; private init; } = 8;

    public double HeapAtSecond { get; private init; }

    public string? Json { get; private init; }

    /// <exception cref="ArgumentException">What is wrong with the arguments.</exception>
    public static LoadBenchOptions Parse(string[] args)
    {
        var options = new LoadBenchOptions();
        List<string> names = [];
        var (minutes, rate) = (20.0, 50_000);
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                names.Add(args[i]);
                continue;
            }

            var (name, value) = (args[i], ++i < args.Length ? args[i] : throw new ArgumentException($"{args[^1]} needs a value."));
            switch (name)
            {
                case "--minutes":
                    minutes = Number(value);
                    break;
                case "--rate":
                    rate = (int)Number(value);
                    break;
                default:
                    options = options.With(name, value);
                    break;
            }
        }

        return names is ["soak"] ? options.Soak(minutes, rate) : options with { Scenarios = Choose(names) };
    }

    private LoadBenchOptions With(string name, string value) => name switch
    {
        "--rounds" => this with { Rounds = (int)Number(value) },
        "--seconds" => this with { Seconds = Number(value) },
        "--warm-up" => this with { WarmUpSeconds = Number(value) },
        "--clients" => this with { Clients = value.Split(',') },
        "--json" => this with { Json = value },
        _ => throw new ArgumentException($"{name} is none of --rounds, --seconds, --warm-up, --clients, --json, --minutes, --rate."),
    };

    private LoadBenchOptions Soak(double minutes, int rate) => this with
    {
        Scenarios = [new Scenario("soak", rate / 10, 100, 100)],
        Clients = [LoadClient.Name],
        WarmUpSeconds = SoakWarmUpSeconds,
        Seconds = (minutes * 60) - SoakWarmUpSeconds,
        HeapAtSecond = (minutes * 60 / 4) - SoakWarmUpSeconds,
    };

    private static Scenario[] Choose(List<string> names)
    {
        var known = Scenario.All.ToDictionary(scenario => scenario.Name);
        return names.Count == 0 ? Scenario.All : [.. names.Select(name => known.TryGetValue(name, out var scenario)
            ? scenario
            : throw new ArgumentException($"{name} is none of {string.Join(", ", known.Keys)}, soak."))];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
