using System.Text.Json;
using IndustrialGateway.Testing;

namespace IndustrialGateway.EndToEnd;

public sealed class LineTests
{
    private const int Patience = 180_000;

    [Theory(Timeout = Patience)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_line_survives_a_kill_of_each_of_its_processes(bool isNative)
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var line = await Line.StartAsync(cancelled, extras: new LineExtras { IsNative = isNative });
        var tail = line.Igw("tail", Line.Point("Counter"));

        await line.Machine.SetAsync("Counter", from: 1, count: 100, cancelled);
        await SeenAsync(tail, 100, cancelled);

        await line.KillGatewayAsync();
        await line.StartGatewayAsync(cancelled);
        await line.Machine.SetAsync("Counter", from: 101, count: 100, cancelled);
        await SeenAsync(tail, 200, cancelled);

        // What the machine says while the platform is away waits in the gateway's buffer.
        await line.KillPlatformAsync();
        await line.Machine.SetAsync("Counter", from: 201, count: 100, cancelled);
        await line.StartPlatformAsync(cancelled);
        await SeenAsync(tail, 300, cancelled);

        await line.Machine.PullPlugAsync();
        await line.Machine.SwitchOnAsync(cancelled);
        await SeenAsync(tail, 0, cancelled);
        await line.Machine.SetAsync("Counter", from: 301, count: 100, cancelled);
        await SeenAsync(tail, 400, cancelled);

        // The machine began twice at 0; beside that every value is there once, in order.
        var history = await line.HistoryAsync("Counter", cancelled);
        Assert.Equal(Enumerable.Range(1, 400).Select(value => (long)value), history.Where(value => value != 0));
        Assert.Equal(2, history.Count(value => value == 0));
    }

    /// <summary>Waits until a tail shows a good sample with this value.</summary>
    private static async Task SeenAsync(LineProcess tail, long value, CancellationToken cancellationToken) => await tail.ReadLineAsync(
        line =>
        {
            using var sample = JsonDocument.Parse(line);
            return sample.RootElement.TryGetProperty("value", out var found)
                && found.ValueKind == JsonValueKind.Number && found.GetInt64() == value
                && sample.RootElement.GetProperty("statusCode").GetUInt32() == 0;
        },
        cancellationToken);
}
