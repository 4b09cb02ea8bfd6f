using System.Net;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Sessions;

/// <summary>
/// Makes logins wait that come from where wrong ones came from: one after the other, each the longer the more were wrong, and refuses those that would
/// wait too long, so that passwords cannot be guessed at any speed. Who logs in rightly elsewhere waits for nobody.
/// </summary>
/// <remarks>For any number of threads. It remembers <see cref="MaxPlaces"/> addresses at most, and each for <see cref="Memory"/> after its last wrong login.</remarks>
internal sealed class LoginThrottle(TimeProvider time)
{
    public const int MaxPlaces = 1_000;

    public static readonly TimeSpan MinDelay = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Place> _places = [];

    /// <summary>To be awaited before a login is looked at.</summary>
    /// <exception cref="UaException">BadServerTooBusy: too many wait already, and this one is not looked at.</exception>
    public Task WaitAsync(string peer, CancellationToken cancellationToken)
    {
        var wait = Wait(PeerAddress.Of(peer));
        return wait == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait, time, cancellationToken);
    }

    /// <summary>A login from there was wrong.</summary>
    public void Failed(string peer)
    {
        var address = PeerAddress.Of(peer);
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (!_places.TryGetValue(address, out var place))
            {
                MakeRoom();
                place = new Place();
                _places.Add(address, place);
            }

            place.Failures = IsForgotten(place) ? 1 : place.Failures + 1;
            place.Last = now;
            var next = time.GetUtcNow() + Delay(place.Failures);
            place.Next = next > place.Next ? next : place.Next;
        }
    }

    private static TimeSpan Delay(int failures) =>
        TimeSpan.FromTicks(Math.Min(MaxDelay.Ticks, MinDelay.Ticks << Math.Min(failures - 1, 16)));

    private TimeSpan Wait(IPAddress address)
    {
        lock (_gate)
        {
            if (!_places.TryGetValue(address, out var place) || IsForgotten(place))
            {
                return TimeSpan.Zero;
            }

            var now = time.GetUtcNow();
            var start = place.Next > now ? place.Next : now;
            if (start - now > MaxWait)
            {
                throw new UaException(StatusCode.BadServerTooBusy, $"Too many logins from {address} were wrong: this one is not looked at. Try again in a minute.");
            }

            place.Next = start + Delay(place.Failures);
            return start - now;
        }
    }

    private bool IsForgotten(Place place) => time.GetElapsedTime(place.Last) > Memory;

    private void MakeRoom()
    {
        if (_places.Count < MaxPlaces)
        {
            return;
        }

        _places.Remove(_places.MinBy(place => place.Value.Last).Key);
    }

    private sealed class Place
    {
        public int Failures { get; set; }

        /// <summary>Timestamp of the last wrong login.</summary>
        public long Last { get; set; }

        /// <summary>When the next login is looked at.</summary>
        public DateTimeOffset Next { get; set; }
    }
}
