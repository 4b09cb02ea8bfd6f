using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.Items;

public sealed class LimitFileTests : IDisposable
{
    private const string Server = "urn:plc opc.tcp://plc:4840";

    private static readonly LearntLimits Lesson = new() { MonitoredItemsPerCall = 125, PublishRequests = 7 };

    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    private string Path => _folder["limits.json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_learnt_is_known_after_a_restart()
    {
        await RememberAsync(Open(), Server, Lesson);

        Assert.Equal(Lesson, Open().Recall(Server));
        Assert.Equal(LearntLimits.None, Open().Recall("urn:other opc.tcp://plc:4840"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"urn:plc opc.tcp://plc:4840\": { \"lear")]
    [InlineData("[1, 2]")]
    [InlineData("\0\0\0")]
    public async Task A_damaged_file_is_ignored_with_a_warning_and_replaced_by_the_next_lesson(string damaged)
    {
        await File.WriteAllTextAsync(Path, damaged, TestContext.Current.CancellationToken);
        var logger = new Warnings();

        var memory = new LimitFile(Path, _time, logger);
        await RememberAsync(memory, Server, Lesson);

        Assert.Equal(1, logger.Count);
        Assert.Equal(Lesson, Open().Recall(Server));
    }

    [Fact]
    public async Task A_limit_that_nothing_could_be_asked_with_is_not_believed()
    {
        await RememberAsync(Open(), Server, Lesson with { NodesPerRead = 0 });

        Assert.Equal(LearntLimits.None, Open().Recall(Server));
    }

    [Fact]
    public void A_file_without_end_is_not_read()
    {
        File.WriteAllBytes(Path, new byte[LimitFile.MaxFileBytes + 1]);
        var logger = new Warnings();

        Assert.Equal(LearntLimits.None, new LimitFile(Path, _time, logger).Recall(Server));
        Assert.Equal(1, logger.Count);
    }

    [Fact]
    public async Task A_lesson_is_forgotten_after_a_month()
    {
        var memory = Open();
        await RememberAsync(memory, Server, Lesson);

        _time.Advance(TimeSpan.FromDays(30));

        Assert.Equal(LearntLimits.None, memory.Recall(Server));
    }

    [Fact]
    public async Task Of_too_many_servers_the_one_learnt_first_is_forgotten()
    {
        var memory = Open();
        for (var i = 0; i <= LimitFile.MaxServers; i++)
        {
            memory.Remember($"urn:{i}", Lesson);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await memory.SavedAsync();

        Assert.Equal(LearntLimits.None, memory.Recall("urn:0"));
        Assert.Equal(Lesson, memory.Recall("urn:1"));
        Assert.Equal(Lesson, Open().Recall($"urn:{LimitFile.MaxServers}")); // the last lesson is in the file too
    }

    [Fact]
    public async Task A_folder_that_is_not_there_costs_only_the_memory()
    {
        var logger = new Warnings();
        var memory = new LimitFile(_folder["nowhere/limits.json"], _time, logger);

        await RememberAsync(memory, Server, Lesson);

        Assert.Equal(Lesson, memory.Recall(Server));
        Assert.Equal(1, logger.Count);
    }

    private static Task RememberAsync(LimitFile memory, string server, LearntLimits limits)
    {
        memory.Remember(server, limits);
        return memory.SavedAsync();
    }

    private LimitFile Open() => new(Path, _time, new Warnings());

    private sealed class Warnings : ILogger
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Count += logLevel == LogLevel.Warning ? 1 : 0;
    }
}
