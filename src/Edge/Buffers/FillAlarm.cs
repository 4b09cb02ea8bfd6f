namespace IndustrialGateway.Edge.Buffers;

/// <summary>Tells when a log has become fuller than one of three marks, and when it has clearly left it again.</summary>
internal sealed class FillAlarm
{
    // Percent below a mark at which it is left: a fill that hovers about it is no news.
    private const int Hysteresis = 5;

    private static readonly int[] Marks = [50, 80, 95];

    /// <summary>The highest mark that is reached, percent; 0 = none.</summary>
    public int Mark { get; private set; }

    /// <summary>True when that has changed.</summary>
    public bool Take(double percent)
    {
        var before = Mark;
        Mark = Marks.LastOrDefault(mark => percent >= (mark <= before ? mark - Hysteresis : mark));
        return Mark != before;
    }
}
