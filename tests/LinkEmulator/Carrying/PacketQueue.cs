namespace IndustrialGateway.LinkEmulator.Carrying;

/// <summary>The packets on their way in one direction, first in, first out, in memory that is taken once and used again; bounded.</summary>
internal sealed class PacketQueue(int capacity, int longestPacket)
{
    private readonly Packet[] _packets = new Packet[capacity];
    private readonly Stack<byte[]> _spare = new();
    private int _first;

    public int Count { get; private set; }

    public bool IsFull => Count == capacity;

    /// <summary>When the first is due.</summary>
    public TimeSpan Due => _packets[_first].Due;

    /// <summary>Room for a packet; it goes in with <see cref="Add"/> or back with <see cref="GiveBack"/>.</summary>
    public byte[] Take() => _spare.TryPop(out var bytes) ? bytes : new byte[longestPacket];

    public void GiveBack(byte[] bytes) => _spare.Push(bytes);

    /// <summary>Due no earlier than the last one.</summary>
    public void Add(byte[] bytes, int length, TimeSpan offered, TimeSpan due)
    {
        _packets[(_first + Count) % capacity] = new Packet(bytes, length, offered, due);
        Count++;
    }

    public Packet Remove()
    {
        var packet = _packets[_first];
        _packets[_first] = default;
        _first = (_first + 1) % capacity;
        Count--;
        return packet;
    }

    internal readonly record struct Packet(byte[] Bytes, int Length, TimeSpan Offered, TimeSpan Due);
}
