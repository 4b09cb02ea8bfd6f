using System.Globalization;
using System.Text.Json;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Faults;

/// <summary>One run of the load plant; another run has another seed, so that its values cannot be mistaken.</summary>
internal sealed class Plant : IAsyncDisposable
{
    private readonly ProductProcess _process;
    private readonly string _report;

    private Plant(ProductProcess process, string report, int seed) => (_process, _report, Seed) = (process, report, seed);

    public int Seed { get; }

    public string Log => _process.Log;

    /// <summary>Returns when its server answers.</summary>
    public static async Task<Plant> StartAsync(
        IReadOnlyList<string> launcher, TestFolder folder, Load load, int port, int seed, PlantChanges changes)
    {
        var report = folder[$"plant-{seed}.json"];
        var process = ProductProcess.StartUnder(
            launcher, "Simulator", "load", "--allow-none", "--pki", folder[changes.HasNewCertificate ? $"plant-pki-{seed}" : "plant-pki"], "--report", report, "--until-input",
            "--port", Text(port), "--points", Text(load.Points), "--machines", Text(load.Machines), "--rate", Text(changes.Rate ?? load.Rate),
            "--seed", Text(seed), "--other-namespaces", Text(changes.OtherNamespaces));
        await process.WaitForLineAsync(line => line.StartsWith("ready ", StringComparison.Ordinal), default);
        return new Plant(process, report, seed);
    }

    /// <summary>What it last told of itself, half a second old at most; waits for the first that tells when it started.</summary>
    public async Task<JsonElement> ReportAsync(Func<JsonElement, bool> wanted)
    {
        var text = await WatchedFile.UntilAsync(_report, text => Parse(text) is { } read && Started(read) && wanted(read));
        return Parse(text)!.Value; // Parsed just now.
    }

    public async Task<Oracle> OracleAsync() => Oracle.From(await ReportAsync(_ => true));

    /// <summary>How many values the points of each machine have been offered at least.</summary>
    public async Task<IReadOnlyList<long>> OfferedAsync() =>
        [.. (await ReportAsync(_ => true)).GetProperty("offeredPerPoint").EnumerateArray().Select(machine => machine.GetInt64())];

    /// <summary>Returns when each point has been offered so many more values at least.</summary>
    public async Task OfferMoreAsync(long values)
    {
        var before = Offered(await ReportAsync(_ => true));
        await ReportAsync(report => Offered(report) >= before + values);
    }

    /// <summary>Ends the offering, not the plant, and tells how many values each machine's points were given.</summary>
    public async Task<IReadOnlyList<long>> FinishAsync()
    {
        await _process.WriteLineAsync("finish", default);
        var report = await ReportAsync(report => report.GetProperty("finished").GetBoolean());
        return [.. report.GetProperty("offeredPerPoint").EnumerateArray().Select(machine => machine.GetInt64())];
    }

    /// <summary>Stops it where it stands, or lets it go on: then it offers all that was due meanwhile.</summary>
    public void Freeze(bool isFrozen) => _process.Freeze(isFrozen);

    public Task KillAsync() => _process.KillAsync();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>Values offered by each point at least.</summary>
    private static long Offered(JsonElement report) =>
        report.GetProperty("offeredPerPoint").EnumerateArray().Min(machine => machine.GetInt64());

    private static bool Started(JsonElement report) => report.GetProperty("startTicks").GetInt64() > 0;

    private static JsonElement? Parse(string text) => JsonDocument.Parse(text).RootElement;

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}

/// <summary>What else is not as it was when the plant comes back.</summary>
/// <param name="OtherNamespaces">So many come before its own, with the same node ids and other values.</param>
/// <param name="HasNewCertificate">It has made itself a new one.</param>
/// <param name="Rate">It gives so many values a second of each point; null = as the line's load says.</param>
internal sealed record PlantChanges(int OtherNamespaces = 0, bool HasNewCertificate = false, double? Rate = null);
