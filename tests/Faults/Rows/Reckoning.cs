using IndustrialGateway.Model;
using IndustrialGateway.V1;

namespace IndustrialGateway.Faults.Rows;

/// <summary>One line at rest, read back and held against what was offered, shown, accepted and booked.</summary>
internal sealed class Reckoning
{
    private const int MostNamed = 10;
    private const string Whereabouts = "taken = stored + stored before + lost + set aside + pending";

    private readonly List<string> _complaints = [];

    public long Values { get; private set; }

    /// <summary>Values that had to be there and are not.</summary>
    public long Missing { get; private set; }

    /// <summary>Offered while the gateway was dead, and not there.</summary>
    public long NeverTaken { get; private set; }

    /// <summary>Samples that the line says it has lost.</summary>
    public long Announced { get; private set; }

    public long Duplicated { get; private set; }

    public long Inverted { get; private set; }

    public long Altered { get; private set; }

    /// <summary>What the product's own books leave unexplained; 0 everywhere is right.</summary>
    public IReadOnlyList<(string Law, long Samples)> Residuals { get; private set; } = [];

    public GatewayFigures Told { get; private set; } = new();

    public IReadOnlyList<PointHistory> Points { get; private set; } = [];

    public required Oracle Oracle { get; init; }

    /// <summary>Values that the plant's last run offered to each point of each machine.</summary>
    public required IReadOnlyList<long> Offered { get; init; }

    private int Runs { get; init; }

    private int ReadsOneOf { get; init; }

    /// <summary>A sentence for each thing that does not hold; some of them when there are many.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>The law of conservation over the books at rest (G5).</summary>
    public static IReadOnlyList<(string Law, long Samples)> ResidualsOf(GatewayFigures told)
    {
        var (books, figures) = (told.Books, told.Figures);
        var taken = Sum(books, log => log.Taken);
        return
        [
            ("received = accepted + dropped", (long)(books.Received - books.Accepted - books.Dropped)),
            ("accepted + made = taken by the logs", (long)(taken - Sum(books, log => log.TakenBefore) - books.Accepted - books.Made)),
            (Whereabouts,
                (long)(taken - figures.Stored - figures.DuplicateSamples - figures.Lost - books.Quarantined - Sum(books, log => log.Pending))),
        ];
    }

    public static async Task<Reckoning> MakeAsync(
        Line line, IReadOnlyList<Oracle> oracles, IReadOnlyList<long> offered, Subscriber subscriber, IReadOnlyList<Cycle> cycles, Row row)
    {
        var (expectation, keepsBooks) = (row.Expects, row.KeepsBooks);
        var from = UaTime.ToDateTimeOffset(oracles[0].StartTicks) - TimeSpan.FromHours(1);
        var to = UaTime.ToDateTimeOffset(oracles[^1].StartTicks) + TimeSpan.FromDays(1);
        List<PointHistory> points = [];
        for (var point = 0; point < line.Load.Points; point += row.ReadsOneOf)
        {
            points.Add(await PointHistory.ReadAsync(line.Client, oracles, point, from, to));
        }

        var reckoning = new Reckoning { Oracle = oracles[^1], Offered = offered, Runs = oracles.Count, ReadsOneOf = row.ReadsOneOf, Points = points, Told = await Settling.FiguresAsync(line) };
        reckoning.Announced = (long)reckoning.Told.Figures.Lost;
        reckoning.CountFaults();
        if (keepsBooks)
        {
            // Before the points, each of which may have as much to complain of.
            reckoning.Weigh(row);
        }

        reckoning.CountMissing(subscriber, cycles, expectation);
        reckoning.CountEarlierHoles();
        reckoning.CountHoles(expectation, most: cycles.Sum(cycle => cycle.Deaths));

        return reckoning;
    }

    /// <summary>What a point lacks of the plant's last run: how much an earlier one had offered when it was killed, nobody knows.</summary>
    public IReadOnlyList<(long First, long Count)> HolesOf(PointHistory point) =>
        point.HolesOf(Runs - 1, Offered[Oracle.MachineOf(point.Number)]);

    /// <summary>
    /// How many values of all points stand behind those of the points that were read. When these are not all, the others have lost the
    /// same stretches to within a group of values at either end: a fiftieth more or less says nothing.
    /// </summary>
    public (long Least, long Most) OfAllPoints(long values) =>
        ReadsOneOf == 1 ? (values, values) : (values * ReadsOneOf * 49 / 50, values * ReadsOneOf * 51 / 50);

    public void Complain(string sentence)
    {
        if (_complaints.Count < MostNamed)
        {
            _complaints.Add(sentence);
        }
    }

    private static ulong Sum(Books books, Func<LogBooks, ulong> part) => books.Logs.Aggregate(0UL, (sum, log) => sum + part(log));

    private void CountFaults()
    {
        foreach (var point in Points)
        {
            Values += point.Values;
            Duplicated += point.Duplicated;
            Inverted += point.Inverted;
            Altered += point.Altered;
            point.Faults.ForEach(Complain);
        }
    }

    private void CountMissing(Subscriber subscriber, IReadOnlyList<Cycle> cycles, Expectation expectation)
    {
        var lost = 0L;
        foreach (var point in Points)
        {
            Require(point, "shown", subscriber.SeenOf(point.Name));
            HashSet<(Model.Value Value, long SourceTicks)> taken =
                [.. cycles.SelectMany(cycle => cycle.Accepted).SelectMany(accepted => accepted.Good.GetValueOrDefault(point.Name) ?? [])];
            if (expectation == Expectation.Announced)
            {
                var uncounted = point.UncountedDamage;
                lost += taken.Count(sample => !point.Samples.Contains(sample) && !uncounted.IsTold(sample.SourceTicks));
            }
            else if (expectation != Expectation.SetAside)
            {
                Require(point, "on the disk of a gateway that died", taken);
            }
        }

        if (OfAllPoints(lost).Least > Announced)
        {
            Complain($"{lost} values that a gateway had on its disk are not stored, and only {Announced} are announced as lost");
        }
    }

    private void Require(PointHistory point, string why, IEnumerable<(Model.Value Value, long SourceTicks)> samples)
    {
        var missing = samples.Where(sample => !point.Samples.Contains(sample)).ToList();
        Missing += missing.Count;
        if (missing.Count > 0)
        {
            Complain($"{point.Name}: {missing.Count} values were {why} and are not stored, e.g. {missing[0]}");
        }
    }

    /// <summary>The gateway died with an earlier run of the plant, or before: of each point it had taken the first values without a hole.</summary>
    private void CountEarlierHoles()
    {
        foreach (var point in Points)
        {
            for (var run = 0; run < Runs - 1; run++)
            {
                var offered = point.IndicesOf(run).Select(index => index + 1).LastOrDefault();
                if (point.HolesOf(run, offered) is [_, ..] holes)
                {
                    Missing += holes.Sum(hole => hole.Count);
                    Complain($"{point.Name} lacks {string.Join(", ", holes)} of the {offered} values that it has of run {run}");
                }
            }
        }
    }

    private void CountHoles(Expectation expectation, int most)
    {
        var total = 0L;
        foreach (var point in Points)
        {
            var holes = HolesOf(point);
            total += holes.Sum(hole => hole.Count);
            if (expectation == Expectation.Complete ? holes.Count > 0 : expectation == Expectation.WhileAway && holes.Count > most)
            {
                Complain($"{point.Name} lacks {string.Join(", ", holes)} of {Offered[Oracle.MachineOf(point.Number)]} values; {most} deaths");
            }
        }

        if (expectation == Expectation.Complete)
        {
            Missing += total;
        }
        else
        {
            NeverTaken += total;
        }

        if (expectation == Expectation.Announced && most == 0 && OfAllPoints(total).Least > Announced)
        {
            Complain($"{total} values are missing and {Announced} are announced as lost");
        }
    }

    private void Weigh(Row row)
    {
        Residuals = ResidualsOf(Told);
        foreach (var (law, samples) in Residuals)
        {
            if (samples == 0 || (samples < 0 && law == Whereabouts && row.MayAnnounceTooMany))
            {
                continue;
            }

            Complain($"{law}: {samples} samples are not explained, by {Told.Books} and {Told.Figures}");
        }
    }
}
