namespace IndustrialGateway.Historian.Embedded;

/// <summary>
/// A time in which a point has no samples, both ends left out: what arrives late comes mostly in its order, and of all that falls into one
/// such stretch it is known without looking that its instant is new.
/// </summary>
internal readonly record struct EmptyStretch(long After, long Before)
{
    public bool Contains(long ticks) => After < ticks && ticks < Before;
}
