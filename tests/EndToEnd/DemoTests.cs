using IndustrialGateway.Testing;

namespace IndustrialGateway.EndToEnd;

/// <summary>The whole line as a new user starts it: plant, gateway and platform as processes, read by <c>igw</c>.</summary>
public sealed class DemoTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TestFolder _folder = new();
    private readonly CancellationTokenSource _patience = new(Patience, TimeProvider.System);

    public void Dispose()
    {
        _patience.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_demo_stores_values_and_loses_none_and_a_second_run_goes_on_with_them()
    {
        var first = await StoredAsync();
        var second = await StoredAsync();

        Assert.True(first > 0);
        Assert.True(second >= first, $"{second} values are stored after {first} were.");
    }

    /// <summary>Runs the demo until its figures show stored values and nothing lost, reads a point, and stops it.</summary>
    private async Task<long> StoredAsync()
    {
        var program = Path.Combine(Folder(), "igw");
        await using var demo = LineProcess.Start(program, ["demo", "--folder", _folder[".run"], "--machines", "3"]);
        var figures = await demo.ReadLineAsync(line => Stored(line) > 0, _patience.Token);
        Assert.Contains("lost 0", figures, StringComparison.Ordinal);

        await using var points = LineProcess.Start(program, ["points", "--json"], _folder.Path);
        Assert.Contains("gateways/demo/points/", await points.ReadLineAsync(_patience.Token), StringComparison.Ordinal);

        using var stop = System.Diagnostics.Process.Start("kill", ["-TERM", $"{demo.Id}"]);
        await stop.WaitForExitAsync(_patience.Token);
        await demo.ReadLineAsync(line => line.StartsWith("Stopping", StringComparison.Ordinal), _patience.Token);
        Assert.Equal(0, await demo.EndAsync(_patience.Token));
        return Stored(figures);
    }

    /// <summary>The number before <c>stored</c> in a line of figures; 0 when it has none.</summary>
    private static long Stored(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var at = Array.IndexOf(words, "stored");
        return at > 0 && long.TryParse(words[at - 1].Replace(",", "", StringComparison.Ordinal), out var stored) ? stored : 0;
    }

    /// <summary>Where the build put <c>igw</c>: beside this test's own folder.</summary>
    private static string Folder()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(own.Parent!.Parent!.FullName, "IndustrialGateway.Cli", own.Name);
    }
}
