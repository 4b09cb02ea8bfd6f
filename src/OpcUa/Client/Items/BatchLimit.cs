namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>
/// How many operations one request may hold: less and less as the server finds requests too large, leaves them without an answer, or takes
/// so long that others suffer. For many threads.
/// </summary>
/// <param name="start">What the server says it takes, or what it was found to take before.</param>
/// <param name="lowered">Hears of each lower limit, so that it can be remembered.</param>
internal sealed class BatchLimit(int start, TimeProvider time, Action<int>? lowered = null)
{
    // A Siemens S7-1200 takes 50 times as long for each item when there are more than 200 in a request: its answer comes, but late.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    // Smaller requests do not help a slow server: what is slow then is not the request's size.
    private const int MinForSpeed = 50;

    private readonly Lock _gate = new();
    private int _now = Math.Max(1, start);
    private bool _isSingle;

    public int Now => Volatile.Read(ref _now);

    /// <summary>The server has left a request without an answer: it gets one at a time.</summary>
    public bool IsSingle => Volatile.Read(ref _isSingle);

    public long Begin() => time.GetTimestamp();

    /// <summary>The server has answered a request.</summary>
    public void Took(int count, long begun)
    {
        if (count > MinForSpeed && time.GetElapsedTime(begun) > Slow)
        {
            Lower(Math.Max(MinForSpeed, count / 2));
        }
    }

    /// <summary>The server refuses so many in one request.</summary>
    public void TooLarge(int count) => Lower(Math.Max(1, count / 2));

    /// <summary>The server has left a request without an answer in time.</summary>
    public void TimedOut(int count)
    {
        Volatile.Write(ref _isSingle, true);
        if (count > MinForSpeed)
        {
            Lower(Math.Max(MinForSpeed, count / 2));
        }
    }

    private void Lower(int to)
    {
        lock (_gate)
        {
            if (to >= _now)
            {
                return;
            }

            Volatile.Write(ref _now, to);
            lowered?.Invoke(to);
        }
    }
}
