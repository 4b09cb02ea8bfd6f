using IndustrialGateway.Buffering;
using IndustrialGateway.Model;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Edge.Buffers;

/// <summary>A file system that runs out of space.</summary>
public sealed class SpaceGuardTests : IAsyncLifetime
{
    private const long MinFree = 100 << 20;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<GatewayLog> _logs = [];
    private long _free = 1L << 40;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var log in _logs)
        {
            await log.Buffer.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task The_least_urgent_class_goes_first_and_what_must_wait_is_never_dropped()
    {
        await FillAsync(DataClass.Alarm, WhenFull.DropOldest);
        await FillAsync(DataClass.Process, WhenFull.Wait);
        await FillAsync(DataClass.Diagnostic, WhenFull.DropOldest);
        var guard = NewGuard();
        _free = MinFree - 1;

        await ShedAsync(guard, DataClass.Diagnostic);
        Assert.Equal(0, Shed(DataClass.Alarm));
        await ShedAsync(guard, DataClass.Alarm);

        Assert.True(Shed(DataClass.Diagnostic) > 0);
        Assert.Equal(0, Shed(DataClass.Process));
    }

    [Fact]
    public async Task Nothing_goes_while_enough_is_free()
    {
        await FillAsync(DataClass.Diagnostic, WhenFull.DropOldest);
        var guard = NewGuard();
        _free = MinFree;

        guard.Check();
        await TickAsync();

        Assert.Equal(0, Shed(DataClass.Diagnostic));
    }

    [Fact]
    public void The_ballast_is_taken_while_there_is_plenty_and_given_up_when_there_is_nothing()
    {
        var ballast = new Ballast(new BufferHost { Time = _time }.Disk, _folder.Path);
        var guard = NewGuard(ballast);

        guard.Check();
        Assert.True(ballast.IsHeld);

        _free = 1 << 20;
        guard.Check();
        Assert.False(ballast.IsHeld);

        guard.Check();
        Assert.False(ballast.IsHeld);
        _free = 1L << 40;
        guard.Check();
        Assert.True(ballast.IsHeld);
    }

    private SpaceGuard NewGuard(Ballast? ballast = null) =>
        new(_logs, ballast ?? new Ballast(new BufferHost { Time = _time }.Disk, _folder.Path), MinFree, () => _free, _time, NullLogger.Instance);

    private async Task FillAsync(DataClass of, WhenFull whenFull)
    {
        var buffer = DurableBuffer.Open(
            new DurableBufferOptions
            {
                Folder = Path.Combine(_folder.Path, of.ToString()),
                MaxBytes = 4 << 20,
                SegmentBytes = 64 << 10,
                MaxRecordBytes = 10_000,
                WhenFull = whenFull,
            },
            _time,
            NullLogger<DurableBuffer>.Instance);
        _logs.Add(new GatewayLog(of, buffer));
        await AppendAsync(buffer, 30);
    }

    private static async Task AppendAsync(DurableBuffer buffer, int count)
    {
        for (var index = 0; index < count; index++)
        {
            await buffer.WaitDurableAsync(await buffer.AppendAsync(new byte[9_000], 1, default), default);
        }
    }

    /// <summary>Checks until a class has nothing left that could go.</summary>
    private async Task ShedAsync(SpaceGuard guard, DataClass of)
    {
        var patience = Some.Patience();
        while (_logs.First(log => log.Class == of).Buffer.HasMoreThanNewest)
        {
            patience.ThrowIfCancellationRequested();
            guard.Check();
            await TickAsync();
        }
    }

    /// <summary>Lets the buffers' own work of every second happen, and the guard's patience pass.</summary>
    private async Task TickAsync()
    {
        _time.Advance(TimeSpan.FromSeconds(5));
        foreach (var log in _logs)
        {
            await AppendAsync(log.Buffer, 2);
        }
    }

    private long Shed(DataClass of) => _logs.First(log => log.Class == of).Buffer.Statistics.ShedRecords;
}
