using IndustrialGateway.LinkEmulator.Carrying;
using IndustrialGateway.LinkEmulator.Model;

namespace IndustrialGateway.LinkEmulator.Proxy;

/// <summary>
/// What a direction of a link does to a stream of bytes: they are offered to the model in packets. One that is lost costs the time of a repetition, one
/// that finds the queue full or the radio away is offered again later, so that what a link would lose comes later here, in order. Any thread.
/// </summary>
internal sealed class StreamDelay(LinkDirection model, LinkClock clock)
{
    private const int PacketBytes = 1400;
    private const int MostTries = 1000;
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);
    private readonly Lock _gate = new();
    private TimeSpan _last;

    /// <summary>From now until so many bytes are through.</summary>
    public TimeSpan Next(int bytes)
    {
        lock (_gate)
        {
            var (now, due) = (clock.Now, TimeSpan.Zero);
            for (var left = bytes; left > 0; left -= PacketBytes)
            {
                due = Due(now, Math.Min(left, PacketBytes));
            }

            return due - now;
        }
    }

    public void Change(Action<LinkDirection> change)
    {
        lock (_gate)
        {
            change(model);
        }
    }

    /// <summary>A direction that lets nothing through holds a packet for 200 s and then lets it: a proxy cannot lose bytes.</summary>
    private TimeSpan Due(TimeSpan now, int bytes)
    {
        var (at, repeating) = (now, TimeSpan.Zero);
        var fate = model.Offer(at, bytes);
        for (var i = 0; i < MostTries && !fate.Arrives; i++)
        {
            if (fate.Drop is Drop.Loss or Drop.Burst)
            {
                repeating += Again;
            }
            else
            {
                at += Again;
            }

            fate = model.Offer(at, bytes);
        }

        var due = (fate.Arrives ? fate.Due : at) + repeating;
        _last = due > _last ? due : _last;
        return _last;
    }
}
