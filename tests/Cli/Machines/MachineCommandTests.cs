using IndustrialGateway.Cli.Fakes;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary><c>igw machine</c> as a process against our own server: read, write, call and translate.</summary>
public sealed class MachineCommandTests : IAsyncLifetime
{
    private static readonly NodeId Double = new(11);

    private readonly Plant _plant = new();

    public async ValueTask InitializeAsync()
    {
        var x = new MethodArgument { Name = "x", DataType = Double };
        var list = new MethodArgument { Name = "list", DataType = Double, ValueRank = 1 };
        var sum = new MethodArgument { Name = "sum", DataType = Double };
        _plant.Space.AddMethod(_plant.Press, Plant.Id("Add"), "Add", [x, list], [sum], (call, _) => call.Inputs[0].AsDouble() < 0
            ? throw new UaException(StatusCode.BadOutOfRange, "negative")
            : new([Variant.Of(call.Inputs[0].AsDouble() + ((double[])call.Inputs[1].Reference!).Sum())])); // the server has checked the types
        await _plant.StartAsync();
    }

    public ValueTask DisposeAsync() => _plant.DisposeAsync();

    [Fact]
    public async Task Values_are_read_with_type_status_and_time()
    {
        var run = await _plant.RunAsync("read", Plant.Node("Speed"), "ns=1;s=Counts");

        var rows = run.Lines.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(
            ["node value type status source time", $"{Plant.Node("Speed")} 1.5 Double Good 2026-05-01 12:00:00.000", $"{Plant.Node("Counts")} [1, 2] Int32[] Good"],
            rows.Where(row => row.Length > 0 && !row.StartsWith('─')));
        Assert.Equal((ExitCodes.Success, "2 values\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task A_structure_is_read_with_the_names_of_its_fields()
    {
        var run = await _plant.RunAsync("read", Plant.Node("Speed.Range"), "--json");

        var line = Assert.Single(run.Lines);
        Assert.StartsWith(
            """{"nodeId":"nsu=urn:test:press;s=Speed.Range","value":{"Low":-1,"High":99.5},"dataType":"Range","status":"Good","statusCode":0,""",
            line,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_nodes_one_that_is_not_there_is_told_by_the_exit_code()
    {
        var run = await _plant.RunAsync("read", Plant.Node("Nothing"), Plant.Node("Maker"));

        Assert.Equal(ExitCodes.NotFound, run.ExitCode);
        Assert.Contains("BadNodeIdUnknown", run.Output, StringComparison.Ordinal);
        Assert.Contains("ACME", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_is_written_in_the_type_that_the_variable_has()
    {
        var run = await _plant.RunAsync("write", Plant.Node("Speed"), "-12");
        var array = await _plant.RunAsync("write", Plant.Node("Counts"), "[3, -4, 5]", "--json");

        Assert.Equal((ExitCodes.Success, "1.5 -> -12  Good\n", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(Variant.Of(-12.0), _plant.Speed.Value.Value);
        Assert.StartsWith(
            """{"nodeId":"nsu=urn:test:press;s=Counts","oldValue":[1,2],"value":[3,-4,5],"dataType":"Int32[]","status":"Good",""",
            array.Output,
            StringComparison.Ordinal);
        Assert.Equal(Variant.OfArray(BuiltInType.Int32, (int[])[3, -4, 5]), _plant.Counts.Value.Value);
    }

    [Fact]
    public async Task A_write_that_the_machine_refuses_fails_in_words_and_is_sent_once()
    {
        var writes = 0;
        _plant.Speed.OnWrite = _ =>
        {
            Interlocked.Increment(ref writes);
            return StatusCode.BadOutOfRange;
        };

        var refused = await _plant.RunAsync("write", Plant.Node("Speed"), "1000");
        var constant = await _plant.RunAsync("write", Plant.Node("Maker"), "WE");

        Assert.Equal((ExitCodes.Failure, 1), (refused.ExitCode, writes));
        Assert.Equal("igw: The value was refused: BadOutOfRange.\n     The machine takes no such value.\n", refused.Error);
        Assert.Equal(ExitCodes.Failure, constant.ExitCode);
        Assert.Contains("BadNotWritable", constant.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_value_of_the_type_is_not_sent()
    {
        _plant.Speed.OnWrite = _ => throw new InvalidOperationException("It was sent.");

        var run = await _plant.RunAsync("write", Plant.Node("Speed"), "fast");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("'fast' is no Double", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_gives_its_outputs_by_name()
    {
        var run = await _plant.RunAsync("call", Plant.Node("Press"), Plant.Node("Add"), "0.5", "[1, 2]");
        var json = await _plant.RunAsync("call", Plant.Node("Press"), Plant.Node("Add"), "0.5", "[1, 2]", "--json");

        Assert.Equal((ExitCodes.Success, "sum = 3.5 (Double)\n", "Good\n"), (run.ExitCode, run.Output, run.Error));
        Assert.Equal("{\"status\":\"Good\",\"outputs\":{\"sum\":3.5}}\n", json.Output);
    }

    [Fact]
    public async Task A_call_that_is_refused_fails_in_words()
    {
        var refused = await _plant.RunAsync("call", Plant.Node("Press"), Plant.Node("Add"), "-1", "[]");
        var elsewhere = await _plant.RunAsync("call", "i=2253", Plant.Node("Add"), "1", "[]");

        Assert.Equal(ExitCodes.Failure, refused.ExitCode);
        Assert.StartsWith("igw: The call was refused: BadOutOfRange.\n", refused.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failure, elsewhere.ExitCode);
        Assert.Contains("The object has no such method", elsewhere.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_arguments_show_those_that_the_method_wants()
    {
        var run = await _plant.RunAsync("call", Plant.Node("Press"), Plant.Node("Add"), "1");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Equal("igw: The method takes 2 arguments, not 1.\n     x: Double\n     list: Double[]\n", run.Error);
    }

    [Fact]
    public async Task A_path_leads_to_its_node()
    {
        var run = await _plant.RunAsync("translate", "/1:Press.1:Speed");

        Assert.Equal((ExitCodes.Success, $"{Plant.Node("Speed")}\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task A_path_that_leads_nowhere_is_not_found_and_one_that_is_none_is_not_sent()
    {
        var nowhere = await _plant.RunAsync("translate", "/1:Press.1:Nothing");
        var none = await _plant.RunAsync("translate", "1:Press");

        Assert.Equal(ExitCodes.NotFound, nowhere.ExitCode);
        Assert.Contains("BadNoMatch", nowhere.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, none.ExitCode);
    }

    [Fact]
    public async Task A_mistyped_command_points_at_its_own_help()
    {
        var run = await _plant.RunAsync("read");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("`igw machine read --help`", run.Error, StringComparison.Ordinal);
    }
}
