using IndustrialGateway.Buffering.Writing;

namespace IndustrialGateway.Simulation.Scheduling;

/// <summary>Carries the buffers' writing loops on the scheduler, a part at a time; a slow disk makes each part come late.</summary>
internal sealed class SimulatedLoops(SimulatedProcess process) : ILoopCarrier
{
    /// <summary>How late the next part comes.</summary>
    public Func<TimeSpan> Lateness { get; set; } = () => TimeSpan.Zero;

    public ISignal CreateSignal() => new Signal();

    public void Start(string name, IEnumerable<ISignal> loop) => GoOn(loop.GetEnumerator());

    private void GoOn(IEnumerator<ISignal> loop) => process.Post(
        _ =>
        {
            if (loop.MoveNext())
            {
                ((Signal)loop.Current).WhenSet(() => GoOnLate(loop)); // made by this carrier
            }
        },
        null);

    private void GoOnLate(IEnumerator<ISignal> loop)
    {
        var late = Lateness();
        if (late <= TimeSpan.Zero)
        {
            GoOn(loop);
        }
        else
        {
            _ = process.Time.CreateTimer(_ => GoOn(loop), null, late, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed class Signal : ISignal
    {
        private bool _isSet;
        private Action? _waiting;

        public void Set()
        {
            if (_waiting is { } waiting)
            {
                _waiting = null;
                waiting();
            }
            else
            {
                _isSet = true;
            }
        }

        public void WhenSet(Action goOn)
        {
            if (_isSet)
            {
                _isSet = false;
                goOn();
            }
            else
            {
                _waiting = goOn;
            }
        }

        public void Dispose()
        {
        }
    }
}
