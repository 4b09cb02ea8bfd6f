using System.Globalization;

namespace IndustrialGateway.Faults.Rows;

/// <summary>What a row's cycles amounted to, over all lines.</summary>
internal sealed class RowFigures
{
    private readonly Dictionary<string, List<TimeSpan>> _times = new(StringComparer.Ordinal);
    private readonly List<string> _complaints = [];

    public int Cycles { get; set; }

    public long Values { get; private set; }

    public long Missing { get; private set; }

    public long NeverTaken { get; private set; }

    public long Announced { get; private set; }

    public long Duplicated { get; private set; }

    public long Inverted { get; private set; }

    public long Altered { get; private set; }

    public long Residual { get; private set; }

    /// <summary>Empty = all held.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public void Add(string what, TimeSpan time)
    {
        if (!_times.TryGetValue(what, out var times))
        {
            _times.Add(what, times = []);
        }

        times.Add(time);
    }

    public void Add(Reckoning reckoning)
    {
        Values += reckoning.Values;
        Missing += reckoning.Missing;
        NeverTaken += reckoning.NeverTaken;
        Announced += reckoning.Announced;
        Duplicated += reckoning.Duplicated;
        Inverted += reckoning.Inverted;
        Altered += reckoning.Altered;
        Residual += reckoning.Residuals.Sum(residual => Math.Abs(residual.Samples));
        _complaints.AddRange(reckoning.Complaints);
    }

    public void Complain(string sentence) => _complaints.Add(sentence);

    /// <summary>The table at the end, line by line.</summary>
    public IEnumerable<string> Table()
    {
        yield return Line($"cycles {Cycles}, values {Values}: missing {Missing}, duplicated {Duplicated}, inverted {Inverted}, altered {Altered}, residual {Residual}");
        yield return Line($"never taken (offered while the gateway was dead) {NeverTaken}, announced as lost {Announced}");
        foreach (var (what, times) in _times)
        {
            yield return Line($"{what}: p50 {Percentile(times, 0.5):0} ms, p99 {Percentile(times, 0.99):0} ms, worst {Percentile(times, 1):0} ms of {times.Count}");
        }

        foreach (var complaint in _complaints)
        {
            yield return $"WRONG: {complaint}";
        }
    }

    public static double Percentile(IReadOnlyList<TimeSpan> times, double part)
    {
        List<TimeSpan> sorted = [.. times.Order()];
        return sorted.Count == 0 ? 0 : sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Count) - 1)].TotalMilliseconds;
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
