using IndustrialGateway.Cli.Fakes;
using IndustrialGateway.Model;
using IndustrialGateway.V1;

namespace IndustrialGateway.Cli.Commands;

/// <summary><c>igw tail</c> as a process, against a scripted stream.</summary>
public sealed class TailCommandTests : IAsyncLifetime
{
    private FakePlatform _platform = null!; // Started before each test.

    public async ValueTask InitializeAsync() => _platform = await FakePlatform.StartAsync();

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task Values_come_as_one_object_a_line_until_Ctrl_C_ends_it_cleanly()
    {
        using var process = Igw.Start(_platform.Folder, ["tail", "--json"]);
        await SendAsync(Message([1.25, 2.5], declare: true));

        var first = await process.StandardOutput.ReadLineAsync();
        var second = await process.StandardOutput.ReadLineAsync();
        Igw.Interrupt(process);
        await process.WaitForExitAsync();

        Assert.Equal(
            """{"point":"gateways/press-shop/points/press-03/hydraulics/pressure","value":1.25,"dataType":"Double","status":"Good","statusCode":0,"sourceTime":"2026-01-01T12:00:00.0000000Z","gatewayTime":"2026-01-01T12:00:00.0010000Z"}""",
            first);
        Assert.Contains("\"value\":2.5,", second, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, process.ExitCode);
        Assert.Empty(await process.StandardError.ReadToEndAsync());
        Assert.Equal([Script.Gateway], (await _platform.Script.Subscribers.Reader.ReadAsync()).Parents);
    }

    [Fact]
    public async Task A_broken_stream_is_opened_again_and_both_are_told()
    {
        using var process = Igw.Start(_platform.Folder, ["tail", "--json", "-n", "2"]);
        await SendAsync(Message([1], declare: true), null, Message([2], declare: true));

        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Collection(
            lines,
            line => Assert.Contains("\"value\":1,", line, StringComparison.Ordinal),
            line => Assert.StartsWith("{\"event\":\"interrupted\",", line, StringComparison.Ordinal),
            line => Assert.Equal("{\"event\":\"resumed\"}", line),
            line => Assert.Contains("\"value\":2,", line, StringComparison.Ordinal));
        Assert.Equal(ExitCodes.Success, process.ExitCode);
    }

    [Fact]
    public async Task Dropped_updates_are_told()
    {
        var message = Message([7], declare: true);
        message.Dropped = 41;
        await SendAsync(message);

        var run = await Igw.RunAsync(_platform.Folder, ["tail", Script.Pressure, "-n", "1"]);

        Assert.Contains("41 updates were dropped", run.Error, StringComparison.Ordinal);
        Golden.Equal(
            "2026-01-01 12:00:00.000  gateways/press-shop/points/press-03/hydraulics/pressure                 7 bar",
            run.Output);
        Assert.Equal([Script.Pressure], (await _platform.Script.Subscribers.Reader.ReadAsync()).Points);
    }

    [Fact]
    public async Task A_batch_whose_point_was_never_declared_ends_the_tail_with_a_message()
    {
        await SendAsync(Message([7], declare: false));

        var run = await Igw.RunAsync(_platform.Folder, ["tail", Script.Pressure]);

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("cannot be read: unknown alias", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_has_seen_enough_ends_it_without_noise()
    {
        using var process = Igw.Start(_platform.Folder, ["tail", "--json"]);
        await SendAsync(Message([1], declare: true));
        await process.StandardOutput.ReadLineAsync();

        process.StandardOutput.Close();
        await SendAsync(Message([2], declare: false), Message([3], declare: false));
        await process.WaitForExitAsync();

        Assert.Equal(ExitCodes.Success, process.ExitCode);
        Assert.Empty(await process.StandardError.ReadToEndAsync());
    }

    private async Task SendAsync(params SubscribeResponse?[] messages)
    {
        foreach (var message in messages)
        {
            await _platform.Script.Messages.Writer.WriteAsync(message);
        }
    }

    /// <summary>Values of the pressure in the columns of the line itself, 1 ms on the way.</summary>
    private static SubscribeResponse Message(double[] values, bool declare)
    {
        var shape = new PointShape(1, Model.ValueKind.Double, 0, Model.DataType.Double, -1);
        var noon = UaTime.FromDateTimeOffset(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var rows = values.Select(value => new AliasedSample(shape, Value.Of(value), 0, noon, noon + 10_000)).ToArray();
        var batch = new System.Buffers.ArrayBufferWriter<byte>();
        new RecordEncoder().EncodeBatch(rows, batch);
        var message = new SubscribeResponse { Batch = SampleBatch.Parser.ParseFrom(batch.WrittenSpan), SnapshotComplete = true };
        if (declare)
        {
            message.Declarations.Add(new PointDeclaration
            {
                Alias = 1,
                Path = Script.Pressure,
                Kind = V1.ValueKind.Double,
                DataType = V1.DataType.Double,
                ValueRank = -1,
                Unit = "bar",
            });
        }

        return message;
    }
}
