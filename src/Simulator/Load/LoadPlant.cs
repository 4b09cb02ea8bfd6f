using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Simulator.Machines;
using IndustrialGateway.Simulator.Serving;

namespace IndustrialGateway.Simulator.Load;

/// <summary>
/// Offers values as its oracle says, machine by machine, each when it is due, never before and never fewer: a plant that was
/// late offers all that it owes at once. One thread drives it, any may read its report.
/// </summary>
internal sealed class LoadPlant
{
    /// <summary>The folder of all machines; its node id in <see cref="Machine.NamespaceUri"/> too.</summary>
    public const string Folder = "load";

    private readonly VariableNode[] _points;
    private readonly long[] _offered;
    private readonly TimeProvider _time;
    private long _maxLateTicks;

    /// <param name="otherNamespaces">So many namespaces come before the plant's own, each with nodes of the same ids and values that never change.</param>
    public LoadPlant(int seed, int points, int machines, double rate, TimeProvider time, int otherNamespaces = 0)
    {
        _time = time;
        Oracle = new LoadOracle(seed, points, machines, 0, (long)Math.Round(TimeSpan.TicksPerSecond / rate));
        _offered = new long[machines];
        Space = new AddressSpace(MachineServers.ApplicationUri);
        for (var other = 1; other <= otherNamespaces; other++)
        {
            _ = AddPoints($"{Machine.NamespaceUri}:other-{other}", $"{Folder}-{other}", Unchanging);
        }

        _points = AddPoints(Machine.NamespaceUri, Folder, point => ValueOf(point, LoadOracle.BeforeStart));
    }

    /// <summary>Its start is 0 until <see cref="Start"/>.</summary>
    public LoadOracle Oracle { get; private set; }

    public AddressSpace Space { get; }

    /// <summary>Every point has a subscriber: from now on nothing that is offered goes unseen.</summary>
    public bool IsMonitored => Array.TrueForAll(_points, static point => point.IsMonitored);

    /// <summary>The first values are due in <paramref name="after"/>, at a whole millisecond.</summary>
    public void Start(TimeSpan after)
    {
        var start = UaDateTime.From(_time.GetUtcNow() + after).Ticks;
        Oracle = Oracle with { StartTicks = start - (start % TimeSpan.TicksPerMillisecond) };
    }

    /// <summary>Offers until every point has had <paramref name="perPoint"/> values or the token ends it.</summary>
    public async Task OfferAsync(long perPoint, CancellationToken cancellationToken)
    {
        for (long index = 0; index < perPoint; index++)
        {
            for (var machine = 0; machine < Oracle.Machines; machine++)
            {
                await WaitUntilDueAsync(machine, index, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                Offer(machine, index);
            }
        }
    }

    public LoadReport Report(bool finished) => new()
    {
        Seed = Oracle.Seed,
        Points = Oracle.Points,
        Machines = Oracle.Machines,
        StartTicks = Oracle.StartTicks,
        PeriodTicks = Oracle.PeriodTicks,
        OfferedPerPoint = [.. _offered.Select((_, machine) => Volatile.Read(ref _offered[machine]))],
        Offered = _offered.Select((_, machine) => Volatile.Read(ref _offered[machine]) * Oracle.PointsOf(machine)).Sum(),
        MaxLateMilliseconds = new TimeSpan(Volatile.Read(ref _maxLateTicks)).TotalMilliseconds,
        Finished = finished,
    };

    /// <summary>A delay counts whole milliseconds and may end one early: then a value would be there before its source time.</summary>
    private async ValueTask WaitUntilDueAsync(int machine, long index, CancellationToken cancellationToken)
    {
        while (new TimeSpan(Oracle.DueTicks(machine, index) - UaDateTime.Now(_time).Ticks) is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), _time, cancellationToken);
        }
    }

    private void Offer(int machine, long index)
    {
        var late = UaDateTime.Now(_time).Ticks - Oracle.DueTicks(machine, index);
        Volatile.Write(ref _maxLateTicks, Math.Max(_maxLateTicks, late));
        var time = new UaDateTime(Oracle.SourceTicks(machine, index));
        var end = Oracle.FirstPoint(machine + 1);
        for (var point = Oracle.FirstPoint(machine); point < end; point++)
        {
            _points[point].Set(new DataValue(ValueOf(point, index), StatusCode.Good, time, time));
        }

        Volatile.Write(ref _offered[machine], index + 1);
    }

    private Variant ValueOf(int point, long index) => LoadOracle.IsInteger(point)
        ? Variant.Of(Oracle.Integer(point, index))
        : Variant.Of(Oracle.Double(point, index));

    /// <summary>No oracle has it.</summary>
    private static Variant Unchanging(int point) => LoadOracle.IsInteger(point) ? Variant.Of(-7L) : Variant.Of(-0.7);

    private VariableNode[] AddPoints(string namespaceUri, string name, Func<int, Variant> first)
    {
        var index = Space.Namespaces.Add(namespaceUri);
        var tree = new FolderTree(Space, Space.AddFolder(Space.Objects, new NodeId(Folder, index), name));
        var now = UaDateTime.Now(_time);
        var points = new VariableNode[Oracle.Points];
        for (var machine = 0; machine < Oracle.Machines; machine++)
        {
            for (var point = Oracle.FirstPoint(machine); point < Oracle.FirstPoint(machine + 1); point++)
            {
                var path = $"{LoadOracle.MachineName(machine)}/{LoadOracle.PointName(point)}";
                var (folder, id, pointName) = tree.Place(path);
                var type = LoadOracle.IsInteger(point) ? BuiltInType.Int64 : BuiltInType.Double;
                var before = new DataValue(first(point), StatusCode.Good, now, now);
                points[point] = Space.AddVariable(folder, id, pointName, type, before);
            }
        }

        return points;
    }
}
