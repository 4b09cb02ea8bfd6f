using IndustrialGateway.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace IndustrialGateway.Edge.Sources.OpcUa.Filling;

/// <summary>What outlives a gateway.</summary>
public sealed class SourceMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeLogCollector _logs = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Until_when_a_machine_was_read_and_what_is_to_be_filled_is_known_after_a_restart()
    {
        var before = Open();
        Assert.Equal(0, before.FoundTicks);
        before.Hear(900);
        before.Hear(500);
        before.Add(Fill(1));
        before.Add(Fill(2));
        before.Replace(Fill(1), Fill(1) with { Done = 1, Count = 3 });
        await SaveAsync(before);

        var after = Open();
        Assert.Equal(500, after.FoundTicks);
        Assert.Equal((1UL, 1, 3UL), (after.First!.Id, after.First.Done, after.First.Count));
        after.Replace(after.First, by: null);
        Assert.Equal(["i=2"], after.First!.Nodes);
        await after.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"Fills":null}""")]
    public async Task A_damaged_file_is_said_and_costs_what_is_in_it(string content)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "press.json"), content, TestContext.Current.CancellationToken);

        var memory = Open();

        Assert.Equal((0, null), (memory.FoundTicks, memory.First));
        Assert.Contains("is ignored", Assert.Single(_logs.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"Id":1,"Reason":4,"FromTicks":2,"ToTicks":1,"Nodes":["i=1"]}""")]
    [InlineData("""{"Id":1,"Reason":4,"FromTicks":1,"ToTicks":2,"Nodes":null}""")]
    public async Task A_gap_that_makes_no_sense_is_said_and_costs_nothing_else(string senseless)
    {
        Open().Hear(7);
        var content = $$"""{"Fills":[{{senseless}},{"Id":2,"Reason":4,"FromTicks":1,"ToTicks":2,"Nodes":["i=2"]}]}""";
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "press.json"), content, TestContext.Current.CancellationToken);

        var memory = Open();

        Assert.Equal((7, 2UL), (memory.FoundTicks, memory.First!.Id));
        Assert.Contains("1 gaps in", Assert.Single(_logs.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9 })]
    public async Task A_time_that_is_damaged_is_not_known(byte[] content)
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "press.heard"), content, TestContext.Current.CancellationToken);

        Assert.Equal(0, Open().FoundTicks);
        Open().Hear(5);
        Assert.Equal(5, Open().FoundTicks);
    }

    [Fact]
    public void More_gaps_than_can_wait_stay_gaps()
    {
        var memory = Open();
        for (var id = 0; id < SourceMemory.MaxFills + 5; id++)
        {
            memory.Add(Fill((ulong)id + 1));
        }

        Assert.Equal(1UL, memory.First!.Id);
        Assert.Equal(LogLevel.Warning, Assert.Single(_logs.GetSnapshot()).Level);
    }

    private static PendingFill Fill(ulong id) => new(id, GapReason.SourceLost, FromTicks: 10, ToTicks: 20, [$"i={id}"]);

    private static Task SaveAsync(SourceMemory memory) => memory.RunAsync(new CancellationToken(canceled: true)).ContinueWith(
        _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private SourceMemory Open() => new(_folder.Path, "press", new FakeLogger<SourceMemory>(_logs));
}
