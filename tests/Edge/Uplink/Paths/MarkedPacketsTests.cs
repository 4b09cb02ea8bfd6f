using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using IndustrialGateway.Model;
using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink.Paths;

/// <summary>One path whose packets are marked by what they bear; the system itself is asked what a connection's packets bear.</summary>
public sealed partial class MarkedPacketsTests : IAsyncLifetime
{
    private static readonly DscpMarks Marks = new(Alarm: 46, Process: 34, Diagnostic: 34, Backlog: 8);

    private PathsUnderTest _uplink = null!; // set in InitializeAsync

    public async ValueTask InitializeAsync() => _uplink = await PathsUnderTest.StartAsync(
        platform => [new PathOptions { Name = "5g", Endpoint = platform, Dscp = Marks }], storedBefore: 5);

    public ValueTask DisposeAsync() => _uplink.DisposeAsync();

    [Fact]
    public async Task Each_class_and_the_backlog_has_a_connection_with_its_mark()
    {
        await Some.EventuallyAsync(() => _uplink.Greeted.Count == 3);
        await _uplink.StoredAsync(Log.Process, 5);
        await _uplink.KeepAsync(DataClass.Process, 1);
        await _uplink.KeepAsync(DataClass.Alarm, 1);
        await _uplink.KeepAsync(DataClass.Diagnostic, 1);
        await _uplink.StoredAsync(Log.Process, 6);
        await _uplink.StoredAsync(Log.Alarm, 1);
        await _uplink.StoredAsync(Log.Diagnostic, 1);

        var seen = await MarksAsync();
        Assert.Equal(Marks.Process, MarkOf(block => block is { Log: Log.Process, Backlog: false }));
        Assert.Equal(Marks.Alarm, MarkOf(block => block.Log == Log.Alarm));
        Assert.Equal(Marks.Diagnostic, MarkOf(block => block.Log == Log.Diagnostic));

        int MarkOf(Func<Block, bool> which) => seen[_uplink.Blocks.Last(arrival => which(arrival.Block)).Port];
    }

    /// <summary>The code point of each connection, by the gateway's port.</summary>
    private static async Task<Dictionary<int, int>> MarksAsync()
    {
        var start = new ProcessStartInfo("ss", ["--tcp", "--numeric", "--no-header", "--tos"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("ss does not start.");
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return Connection().Matches(output)
            .GroupBy(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            .ToDictionary(
                port => port.Key, port => port.Max(match => int.Parse(match.Groups[2].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> 2));
    }

    [GeneratedRegex(@"127\.0\.0\.1:(\d+)\s+127\.0\.0\.1:\d+\s+tos:(?:0x)?([0-9a-f]+)")]
    private static partial Regex Connection();
}
