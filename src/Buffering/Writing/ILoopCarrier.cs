namespace IndustrialGateway.Buffering.Writing;

/// <summary>
/// Carries loops that wait for signals: each on a thread of its own, so that a disk that hangs holds up nothing else, or all of them
/// on a thread that somebody else steers.
/// </summary>
public interface ILoopCarrier
{
    /// <summary>A signal that the loops of this carrier can wait for.</summary>
    ISignal CreateSignal();

    /// <summary>
    /// Goes through the loop from now on, never two parts of it at once: each part gives the signal that the next one waits for. The
    /// loop does not throw.
    /// </summary>
    void Start(string name, IEnumerable<ISignal> loop);
}

/// <summary>Lets one waiting loop go on; set beforehand, it is remembered once.</summary>
public interface ISignal : IDisposable
{
    /// <summary>From any thread.</summary>
    void Set();
}
