using System.Buffers;
using IndustrialGateway.Buffering;
using IndustrialGateway.Cli.Fakes;
using IndustrialGateway.Model;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Cli.Buffers;

/// <summary><c>igw buffer</c> as a process, over the folder of a gateway that has it open.</summary>
public sealed class BufferCommandTests : IAsyncLifetime
{
    private const long Ticks = 134_000_000_000_000_000;

    private readonly TestFolder _folder = new();
    private readonly PointRegistry _registry = new();
    private readonly Dictionary<string, DurableBuffer> _open = [];
    private int _speed;
    private int _door;

    public async ValueTask InitializeAsync()
    {
        _speed = _registry.Add(new PointDescription { Path = "press-01/speed", Equipment = "press-01" });
        _door = _registry.Add(new PointDescription { Path = "press-01/door", Equipment = "press-01", Class = DataClass.Alarm });
        foreach (var name in (string[])["points", "alarm", "process", "diagnostic"])
        {
            _open.Add(name, DurableBuffer.Open(
                new DurableBufferOptions { Folder = _folder[Path.Combine("data", "buffer", name)], MaxBytes = 1 << 20, SegmentBytes = 64 << 10, MaxRecordBytes = 10_000 },
                TimeProvider.System,
                NullLogger<DurableBuffer>.Instance));
        }

        for (var index = 0; index < 5; index++)
        {
            await KeepAsync("process", _speed, Value.Of(index * 1.5), index);
        }

        await KeepAsync("alarm", _door, Value.Of(true), 0);
        var table = new ArrayBufferWriter<byte>();
        _registry.WriteUnpersisted(table);
        await KeepAsync("points", new byte[16], samples: 0);
        await KeepAsync("points", table.WrittenMemory, samples: 0);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_waits_is_counted_while_the_gateway_runs_and_when_it_does_not()
    {
        var running = await RunAsync("stat", "--json");
        _open["process"].Acknowledge(3);
        await CloseAsync();
        var stopped = await RunAsync("stat", "--json");

        Assert.Equal((0, 3), (running.ExitCode, running.Lines.Length));
        Assert.Contains("{\"log\":\"process\",\"records\":5,\"samples\":5,", running.Output, StringComparison.Ordinal);
        Assert.Contains("{\"log\":\"alarm\",\"records\":1,\"samples\":1,", running.Output, StringComparison.Ordinal);
        Assert.Contains("\"maxBytes\":1048576,\"fillPercent\":", stopped.Output, StringComparison.Ordinal);
        Assert.Contains("{\"log\":\"process\",\"records\":3,\"samples\":3,", stopped.Output, StringComparison.Ordinal);
        Assert.Contains("\"acknowledgedSamples\":2,", stopped.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_that_wait_are_read_with_the_names_of_their_points_alarms_first()
    {
        var read = await RunAsync("read");

        Assert.Equal(0, read.ExitCode);
        Assert.Equal("6 values\n", read.Error);
        Assert.EndsWith("press-01/door  alarm 1", read.Lines[0], StringComparison.Ordinal);
        Assert.EndsWith("4.5  Good  press-01/speed  process 4", read.Lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_are_chosen_by_log_point_time_and_number_and_what_is_stored_is_left_out_unless_asked_for()
    {
        _open["process"].Acknowledge(2);
        await CloseAsync();

        var waiting = await RunAsync("read", "--point", "*speed", "--limit", "2", "--json");
        var all = await RunAsync("read", "--log", "process", "--all");
        var later = await RunAsync("read", "--log", "process", "--from", At(3), "--to", At(4), "--json");

        Assert.Equal(2, waiting.Lines.Length);
        Assert.StartsWith("{\"log\":\"process\",\"sequence\":2,\"point\":\"press-01/speed\",\"value\":1.5,", waiting.Lines[0], StringComparison.Ordinal);
        Assert.Equal(5, all.Lines.Length);
        Assert.Contains("\"sequence\":4,", Assert.Single(later.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_a_buffer_and_a_log_that_there_is_not_are_told_in_words()
    {
        var folder = await Igw.RunAsync(_folder.Path, ["buffer", "stat", "elsewhere"]);
        var log = await RunAsync("read", "--log", "other");

        Assert.Equal(ExitCodes.NotFound, folder.ExitCode);
        Assert.Contains("There is no buffer in", folder.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, log.ExitCode);
        Assert.Contains("alarm, process, diagnostic", log.Error, StringComparison.Ordinal);
    }

    private static string At(int second) => UaTime.ToDateTimeOffset(Ticks + (second * UaTime.TicksPerSecond)).ToString("O", null);

    private Task<Igw> RunAsync(string action, params string[] arguments) => Igw.RunAsync(_folder.Path, ["buffer", action, "data", .. arguments]);

    private async Task KeepAsync(string log, int point, Value value, int second)
    {
        var record = new ArrayBufferWriter<byte>();
        var ticks = Ticks + (second * UaTime.TicksPerSecond);
        new RecordEncoder().Encode([new AliasedSample(_registry.Resolve(point, value), value, 0, ticks, ticks)], record);
        await KeepAsync(log, record.WrittenMemory, samples: 1);
    }

    private async Task KeepAsync(string log, ReadOnlyMemory<byte> record, int samples) =>
        await _open[log].WaitDurableAsync(await _open[log].AppendAsync(record, samples, default), default);

    private async Task CloseAsync()
    {
        foreach (var buffer in _open.Values)
        {
            await buffer.DisposeAsync();
        }
    }
}
