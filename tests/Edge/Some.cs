using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Edge;

/// <summary>Things that tests need and do not care about.</summary>
internal static class Some
{
    public const long Ticks = 134_000_000_000_000_000;

    /// <summary>Ends a wait for something that will never come: a guard against hanging, not a measure.</summary>
    public static CancellationToken Patience()
    {
        var guard = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        TimeProvider.System.CreateTimer(_ => guard.Cancel(), null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
        return guard.Token;
    }

    /// <summary>Waits until something is so of which the product gives no signal.</summary>
    public static async Task EventuallyAsync(Func<bool> condition)
    {
        var patience = Patience();
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience);
        }
    }

    public static Task<GatewayStore> StoreAsync(
        string folder, BufferOptions? options = null, ILoggerFactory? loggers = null) => GatewayStore.OpenAsync(
            folder,
            options ?? Buffer(64 << 20),
            TimeProvider.System,
            loggers ?? NullLoggerFactory.Instance,
            CancellationToken.None);

    public static BufferOptions Buffer(long bytes)
    {
        var log = new LogOptions { MaxBytes = bytes, SegmentBytes = 4 << 20 };
        return new BufferOptions { Process = log, Alarm = log, Diagnostic = log };
    }

    public static PointDescription Point(string path) => new() { Path = path, Equipment = "press-01" };

    public static Sample Sample(int point, double value, int index = 0) =>
        new(point, Value.Of(value), 0, Ticks + (index * 10_000L), Ticks + (index * 10_000L) + 100);

    /// <summary>A group of samples of one point with the values from <paramref name="first"/> on.</summary>
    public static SampleGroup Group(IntakeQueue queue, int point, int first, int count)
    {
        var group = queue.Rent();
        for (var index = first; index < first + count; index++)
        {
            group.Add(Sample(point, index, index));
        }

        return group;
    }
}
