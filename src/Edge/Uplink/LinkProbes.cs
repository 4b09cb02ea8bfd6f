using Google.Protobuf.WellKnownTypes;
using IndustrialGateway.Edge.Uplink.Clocks;
using IndustrialGateway.Model;
using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>Small messages that the platform sends back at once: what the way there and back takes, whatever lies before them in the queue.</summary>
internal sealed class LinkProbes(MessageWriter writer, PlatformClock clock, TimeProvider time)
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(10);

    private long _asked = time.GetTimestamp();
    private int _isUnderWay;

    /// <summary>Asks now, unless an answer is under way or has just come.</summary>
    public async ValueTask AskAsync()
    {
        if (time.GetElapsedTime(Interlocked.Read(ref _asked)) >= LeastInterval && Interlocked.Exchange(ref _isUnderWay, 1) == 0)
        {
            await SendAsync();
        }
    }

    /// <summary>Asks now, whatever is under way.</summary>
    public async ValueTask SendAsync()
    {
        Interlocked.Exchange(ref _asked, time.GetTimestamp());
        var probe = new LinkProbe { Id = (ulong)time.GetTimestamp(), Sent = time.GetUtcNow().ToTimestamp() };
        await writer.WriteAsync(new ExchangeRequest { Probe = probe });
    }

    /// <summary>An answer: how long it took.</summary>
    public TimeSpan Answered(LinkProbe echo)
    {
        Volatile.Write(ref _isUnderWay, 0);
        var roundTrip = time.GetElapsedTime((long)echo.Id);
        if (InstantOf(echo.Sent) is { } sent && InstantOf(echo.Received) is { } received && InstantOf(echo.Echoed) is { } echoed)
        {
            clock.Add(sent, received, echoed, roundTrip);
        }

        return roundTrip;
    }

    private static DateTimeOffset? InstantOf(Timestamp? time) =>
        time is not null && UaTime.TryFromTimestamp(time.Seconds, time.Nanos, out var ticks) ? UaTime.ToDateTimeOffset(ticks) : null;
}
