using System.Net;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Sessions;

/// <summary>
/// The channels that are open: bounded in all and per address. One that has no session in time is hung up on, and when there is no room the oldest
/// of those gives its place to a new one, so that nobody keeps clients out by opening channels, nor by leading one session over all of them.
/// </summary>
/// <param name="isUsed">Whether an activated session is on a channel now.</param>
/// <remarks>For any number of threads.</remarks>
internal sealed class ChannelTable(UaServerOptions options, Func<ServerChannel, bool> isUsed, TimeProvider time)
{
    private readonly Lock _gate = new();

    // In the order in which they came.
    private readonly List<Entry> _entries = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <exception cref="UaException">BadTcpServerTooBusy: all that are there have a session.</exception>
    public void Add(ServerChannel channel)
    {
        var entry = new Entry(channel, PeerAddress.Of(channel.Peer));
        lock (_gate)
        {
            Entry? evicted = null;
            if (_entries.Count(each => each.Address.Equals(entry.Address)) >= options.MaxChannelsPerAddress)
            {
                evicted = Evict(_entries.Find(each => !isUsed(each.Channel) && each.Address.Equals(entry.Address)), "this address");
            }
            else if (_entries.Count >= options.MaxChannels)
            {
                evicted = Evict(_entries.Find(each => !isUsed(each.Channel)), "this server");
            }

            _entries.Add(entry);
            evicted?.Channel.Abort();
        }

        entry.Limit = time.CreateTimer(_ => EndIfIdle(entry), null, options.ActivationTimeout, Timeout.InfiniteTimeSpan);
    }

    public void Remove(ServerChannel channel)
    {
        lock (_gate)
        {
            var index = _entries.FindIndex(each => each.Channel == channel);
            if (index >= 0)
            {
                _entries[index].Limit?.Dispose();
                _entries.RemoveAt(index);
            }
        }
    }

    private Entry Evict(Entry? entry, string whose)
    {
        if (entry is null)
        {
            throw new UaException(StatusCode.BadTcpServerTooBusy, $"There are as many channels as {whose} may have: close one, or ask for a higher limit.");
        }

        entry.Limit?.Dispose();
        _entries.Remove(entry);
        return entry;
    }

    private void EndIfIdle(Entry entry)
    {
        if (!isUsed(entry.Channel))
        {
            entry.Channel.Abort();
        }
    }

    private sealed class Entry(ServerChannel channel, IPAddress address)
    {
        public ServerChannel Channel => channel;

        public IPAddress Address => address;

        public ITimer? Limit { get; set; }
    }
}
