namespace IndustrialGateway.Buffering.Writing;

/// <summary>Gives each loop a thread of its own.</summary>
internal sealed class ThreadCarrier : ILoopCarrier
{
    public static ThreadCarrier Instance { get; } = new();

    public ISignal CreateSignal() => new Signal();

    public void Start(string name, IEnumerable<ISignal> loop) =>
        new Thread(() => Run(loop)) { IsBackground = true, Name = name }.Start();

    private static void Run(IEnumerable<ISignal> loop)
    {
        foreach (var signal in loop)
        {
            ((Signal)signal).Wait(); // made by this carrier
        }
    }

    private sealed class Signal : ISignal
    {
        private readonly AutoResetEvent _event = new(false);

        public void Set() => _event.Set();

        public void Wait() => _event.WaitOne();

        public void Dispose() => _event.Dispose();
    }
}
