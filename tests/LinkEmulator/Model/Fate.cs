namespace IndustrialGateway.LinkEmulator.Model;

/// <summary>What becomes of a packet: it arrives at <paramref name="Due"/>, or not at all.</summary>
internal readonly record struct Fate(TimeSpan Due, Drop Drop)
{
    public bool Arrives => Drop == Drop.None;

    public static Fate Lost(Drop drop) => new(TimeSpan.Zero, drop);
}

/// <summary>Why a packet does not arrive.</summary>
internal enum Drop
{
    None,

    /// <summary>By itself.</summary>
    Loss,

    /// <summary>In the bad state of Gilbert and Elliott's model.</summary>
    Burst,

    /// <summary>It would have waited for longer than the queue is.</summary>
    Queue,

    /// <summary>In a handover, kept by neither cell.</summary>
    Handover,

    /// <summary>In an outage of the profile.</summary>
    Outage,

    /// <summary>Longer than the path lets through.</summary>
    Mtu,

    /// <summary>The link, or this direction, has been taken down by command.</summary>
    Down,

    /// <summary>More on the way than the emulator keeps, or not taken by the device: no doing of the profile.</summary>
    Emulator,
}
