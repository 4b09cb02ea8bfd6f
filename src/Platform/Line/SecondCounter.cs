namespace IndustrialGateway.Platform.Line;

/// <summary>Counts by the second and remembers the last few. Safe from any thread.</summary>
internal sealed class SecondCounter
{
    private const int Seconds = 4;

    private readonly Lock _gate = new();
    private readonly (long Second, long Count)[] _slots = new (long, long)[Seconds];

    public void Add(long second, long count)
    {
        lock (_gate)
        {
            ref var slot = ref _slots[second % Seconds];
            slot = slot.Second == second ? (second, slot.Count + count) : (second, count);
        }
    }

    /// <summary>The count of a second that is now or was up to three seconds ago; 0 when nothing came in it.</summary>
    public long Of(long second)
    {
        lock (_gate)
        {
            var slot = _slots[second % Seconds];
            return slot.Second == second ? slot.Count : 0;
        }
    }
}
