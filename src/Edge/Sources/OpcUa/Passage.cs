namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Lets one that has changed something wait until those have passed who may still act upon what was before; who comes later does not hold it up. Any thread.</summary>
internal sealed class Passage
{
    private readonly Lock _gate = new();
    private Group _current = new();

    /// <summary>To be entered before looking, and left when what follows from it is done.</summary>
    public Pass Enter()
    {
        lock (_gate)
        {
            _current.Inside++;
            return new Pass(this, _current);
        }
    }

    /// <summary>Ends when all have left that are inside now.</summary>
    public Task ClearAsync()
    {
        lock (_gate)
        {
            var group = _current;
            _current = new Group();
            group.Cleared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            group.TellWhenClear();
            return group.Cleared.Task;
        }
    }

    private void Leave(Group group)
    {
        lock (_gate)
        {
            group.Inside--;
            group.TellWhenClear();
        }
    }

    /// <summary>One that is inside.</summary>
    public readonly struct Pass : IDisposable
    {
        private readonly Passage _passage;
        private readonly Group _group;

        internal Pass(Passage passage, Group group) => (_passage, _group) = (passage, group);

        public void Dispose() => _passage.Leave(_group);
    }

    /// <summary>Those that entered between one change and the next.</summary>
    internal sealed class Group
    {
        public int Inside { get; set; }

        /// <summary>Null while more may enter.</summary>
        public TaskCompletionSource? Cleared { get; set; }

        public void TellWhenClear()
        {
            if (Inside == 0)
            {
                Cleared?.TrySetResult();
            }
        }
    }
}
