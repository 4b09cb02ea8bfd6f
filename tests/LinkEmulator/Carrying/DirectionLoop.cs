using System.ComponentModel;
using IndustrialGateway.LinkEmulator.Devices;
using IndustrialGateway.LinkEmulator.Model;

namespace IndustrialGateway.LinkEmulator.Carrying;

/// <summary>
/// Carries one direction: takes packets from a device, asks the model for their fate and gives them to the other device when they are due. One thread
/// of its own with precedence, which waits in the kernel for the next packet or the next due time, whichever comes first.
/// </summary>
internal sealed class DirectionLoop : IDisposable
{
    /// <summary>The most packets on the way: 100 Mbit/s of 200-byte packets for a second.</summary>
    private const int Capacity = 65_536;
    private const int Batch = 64;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(20);

    private readonly TunDevice _from;
    private readonly TunDevice _to;
    private readonly LinkClock _clock;
    private readonly LinkDirection _model;
    private readonly PacketQueue _queue;
    private readonly Thread _thread;
    private volatile DirectionOrder _order;
    private volatile bool _isStopped;
    private volatile DirectionOrder _obeyed;

    public DirectionLoop(TunDevice from, TunDevice to, LinkClock clock, int mtu, DirectionOrder order, long seed)
    {
        (_from, _to, _clock, _order, _obeyed) = (from, to, clock, order, order);
        _model = new LinkDirection(order.Profile, order.Interruptions, seed);
        _queue = new PacketQueue(Capacity, mtu);
        _thread = new Thread(Run) { IsBackground = true, Name = $"link {from.Name}" };
        _thread.Start();
    }

    public DirectionFigures Figures { get; } = new();

    public DirectionOrder Order
    {
        get => _order;
        set => _order = value;
    }

    public bool HasObeyed => ReferenceEquals(_order, _obeyed);

    /// <summary>Nothing gets through.</summary>
    public bool IsDown
    {
        get => _order.IsDown;
        set => _order = _order with { IsDown = value };
    }

    /// <summary>Why it carries nothing more; null while it does.</summary>
    public string? Failure { get; private set; }

    public void Dispose()
    {
        _isStopped = true;
        _thread.Join();
    }

    private void Run()
    {
        Urgency.TryRaise();
        try
        {
            while (!_isStopped)
            {
                Obey();
                TakeArrived();
                SendDue();
                Wait();
            }
        }
        catch (Win32Exception failure)
        {
            Failure = failure.Message;
        }
    }

    private void Obey()
    {
        var order = _order;
        if (ReferenceEquals(order, _obeyed))
        {
            return;
        }

        (_model.Profile, _model.Interruptions) = (order.Profile, order.Interruptions);
        while (order.IsDown && _queue.Count > 0)
        {
            _queue.GiveBack(_queue.Remove().Bytes);
            Figures.CountDrop(Drop.Down);
        }

        _obeyed = order;
    }

    private void TakeArrived()
    {
        for (var i = 0; i < Batch; i++)
        {
            var bytes = _queue.Take();
            var length = _from.Read(bytes);
            var fate = length == 0 ? Fate.Lost(Drop.None) : FateOf(length);
            if (length > 0 && fate.Arrives)
            {
                _queue.Add(bytes, length, _clock.Now, fate.Due);
                continue;
            }

            _queue.GiveBack(bytes);
            if (length == 0)
            {
                return;
            }

            Figures.CountDrop(fate.Drop);
        }
    }

    private Fate FateOf(int length)
    {
        Figures.CountOffer();
        if (_obeyed.IsDown)
        {
            return Fate.Lost(Drop.Down);
        }

        return _queue.IsFull ? Fate.Lost(Drop.Emulator) : _model.Offer(_clock.Now, length);
    }

    private void SendDue()
    {
        for (var i = 0; i < Batch && _queue.Count > 0; i++)
        {
            var now = _clock.Now;
            if (_queue.Due > now)
            {
                return;
            }

            var packet = _queue.Remove();
            if (_to.TryWrite(packet.Bytes.AsSpan(0, packet.Length)))
            {
                Figures.CountArrival(packet.Length);
                Figures.Delays.Add(now - packet.Offered);
                Figures.Lateness.Add(now - packet.Due);
            }
            else
            {
                Figures.CountDrop(Drop.Emulator);
            }

            _queue.GiveBack(packet.Bytes);
        }
    }

    private void Wait()
    {
        var until = _queue.Count == 0 ? LongestWait : _queue.Due - _clock.Now;
        if (until > TimeSpan.Zero)
        {
            _from.Wait(until < LongestWait ? until : LongestWait);
        }
    }
}
