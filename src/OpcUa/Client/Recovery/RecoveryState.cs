namespace IndustrialGateway.OpcUa.Client.Recovery;

/// <summary>What a <see cref="UaClient"/> is doing to have its server, or to have it back.</summary>
public enum RecoveryState
{
    /// <summary>A channel is being opened.</summary>
    Connecting,

    /// <summary>The session of before is being brought over to the new channel.</summary>
    Reactivating,

    /// <summary>A new session is being made, after the old one was closed.</summary>
    Opening,

    /// <summary>The old session's subscriptions are being brought over to the new one.</summary>
    Transferring,

    /// <summary>What the server sent while nobody listened is being asked for again, before anything newer is taken.</summary>
    Republishing,

    /// <summary>Subscriptions that the server does not have any more are being made anew, with their items.</summary>
    Recreating,

    /// <summary>Everything is there.</summary>
    Live,

    /// <summary>Something failed; it is tried again after a wait.</summary>
    Waiting,
}

/// <summary>How a step ended.</summary>
internal enum RecoveryOutcome
{
    Done,

    /// <summary>There is a session of before that may be had again (after connecting).</summary>
    HasSession,

    /// <summary>The server is there, but will not.</summary>
    Refused,

    /// <summary>Another server of the redundant set is better, and has a session now.</summary>
    Moved,

    /// <summary>The line, or the server behind it.</summary>
    Lost,
}
