using IndustrialGateway.Testing;

namespace IndustrialGateway.Interop.Commands;

/// <summary><c>igw machine</c> as a process against node-opcua.</summary>
public sealed class MachineCommandTests(MachineFixture fixture)
{
    private const int Patience = 60_000;

    [Fact(Timeout = Patience)]
    public async Task A_structure_of_another_maker_is_read_with_its_fields_and_the_names_of_its_enumeration()
    {
        var lines = await RunAsync(0, ["read", Node("Structure/Reading")], TestContext.Current.CancellationToken);

        Assert.Contains("\"Name\":\"oil\",\"Mode\":\"Running_3\",\"Where\":{\"X\":", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience)]
    public async Task A_matrix_is_written_in_the_type_that_it_has_and_a_constant_is_not()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var written = await RunAsync(0, ["write", Node("Writable/Matrix"), "[[6, 5, 4], [3, 2, 1]]"], cancelled);
        var constant = await RunAsync(1, ["write", Node("Writable/Constant"), "1"], cancelled);

        Assert.Contains("\"value\":[[6,5,4],[3,2,1]],\"dataType\":\"Int32[]\",\"status\":\"Good\"", Assert.Single(written), StringComparison.Ordinal);
        Assert.Contains("\"status\":\"Bad", Assert.Single(constant), StringComparison.Ordinal);
    }

    private static string Node(string name) => $"nsu=urn:industrial-gateway:interop;s={name}";

    private async Task<List<string>> RunAsync(int exitCode, string[] words, CancellationToken cancelled)
    {
        await using var igw = LineProcess.Start(
            Programs.Igw, ["machine", words[0], $"{fixture.Machine.Endpoint}", .. words[1..], "--json", "--security", "None"]);
        var code = await igw.EndAsync(cancelled);
        Assert.True(code == exitCode, igw.Errors);
        return await igw.ReadAllLinesAsync(cancelled).ToListAsync(cancelled);
    }
}
