using System.Collections.Concurrent;
using System.Threading.Channels;
using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Intake;

/// <summary>
/// The bounded queues between the sources and the logs, one for each class of data: a full one makes the sources wait that have
/// more of its class, and no others.
/// </summary>
/// <param name="capacity">Of each, in groups of at most <see cref="SampleGroup.Capacity"/> samples.</param>
/// <param name="points">Tells the class of a point; null: all are measurements.</param>
internal sealed class IntakeQueue(int capacity = IntakeQueue.DefaultCapacity, PointRegistry? points = null)
{
    public const int DefaultCapacity = 256;

    private const int Classes = (int)DataClass.Diagnostic + 1;

    /// <summary>The most urgent first: when a part of a group has to wait, it has not to wait.</summary>
    private static readonly DataClass[] InOrder = [DataClass.Alarm, DataClass.Process, DataClass.Diagnostic];

    private readonly Channel<SampleGroup>[] _groups =
    [
        .. Enumerable.Range(0, Classes).Select(_ => Channel.CreateBounded<SampleGroup>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true })),
    ];

    private readonly ConcurrentQueue<SampleGroup> _idle = new();

    /// <summary>What the sources are owed.</summary>
    public Debts Debts { get; } = new();

    public ChannelReader<SampleGroup> ReaderOf(DataClass of) => _groups[(int)of].Reader;

    /// <summary>An empty group; write it or give it back.</summary>
    public SampleGroup Rent() => _idle.TryDequeue(out var group) ? group : new SampleGroup();

    public void Return(SampleGroup group)
    {
        group.Clear();
        if (_idle.Count < capacity)
        {
            _idle.Enqueue(group);
        }
    }

    /// <summary>Hands a group over, in parts where it has samples of several classes; waits while a queue that it needs is full.</summary>
    /// <exception cref="ChannelClosedException">The gateway is stopping.</exception>
    public ValueTask WriteAsync(SampleGroup group, CancellationToken cancellationToken)
    {
        var classes = ClassesOf(group);
        if (int.PopCount(classes) > 1)
        {
            return WritePartsAsync(group, classes, cancellationToken);
        }

        group.Debt = Debts.Take(group.Settlement, group.Token, parts: 1);
        return WriteAsync(group, (DataClass)int.TrailingZeroCount(classes), cancellationToken);
    }

    /// <summary>Hands samples over in groups.</summary>
    /// <inheritdoc cref="WriteAsync(SampleGroup, CancellationToken)" path="/exception"/>
    public async Task WriteAsync(IEnumerable<Sample> samples, ISettlement settlement, CancellationToken cancellationToken)
    {
        foreach (var chunk in samples.Chunk(SampleGroup.Capacity))
        {
            var group = Rent();
            foreach (var sample in chunk)
            {
                group.Add(sample);
            }

            group.Settlement = settlement;
            await WriteAsync(group, cancellationToken);
        }
    }

    /// <summary>No more groups will come; those that are here still go their way.</summary>
    public void Complete() => Array.ForEach(_groups, groups => groups.Writer.TryComplete());

    private async ValueTask WritePartsAsync(SampleGroup group, int classes, CancellationToken cancellationToken)
    {
        var left = int.PopCount(classes);
        var samples = group.Count;
        var debt = Debts.Take(group.Settlement, group.Token, left);
        try
        {
            foreach (var of in InOrder.Where(of => (classes & (1 << (int)of)) != 0))
            {
                var part = PartOf(group, of);
                part.Debt = debt;
                left--;
                samples -= part.Count;
                await WriteAsync(part, of, cancellationToken);
            }
        }
        finally
        {
            if (debt is not null && left > 0)
            {
                Debts.Abandon(debt, left, samples);
            }

            Return(group);
        }
    }

    private async ValueTask WriteAsync(SampleGroup group, DataClass of, CancellationToken cancellationToken)
    {
        var debt = group.Debt;
        try
        {
            await _groups[(int)of].Writer.WriteAsync(group, cancellationToken);
        }
        catch when (debt is not null)
        {
            Debts.Abandon(debt, parts: 1, group.Count);
            throw;
        }
    }

    private SampleGroup PartOf(SampleGroup group, DataClass of)
    {
        var part = Rent();
        foreach (ref readonly var sample in group.Samples)
        {
            if (ClassOf(sample.Point) == of)
            {
                part.Add(sample);
            }
        }

        foreach (var gap in group.Gaps)
        {
            uint[] ofClass = [.. gap.Points.Where(point => ClassOf((int)point) == of)];
            if (ofClass.Length > 0 || (gap.Points.Length == 0 && of == DataClass.Process))
            {
                part.Gaps.Add(gap with { Points = ofClass });
            }
        }

        return part;
    }

    /// <summary>A bit for each class; a group without anything waits for no measurements.</summary>
    private int ClassesOf(SampleGroup group)
    {
        var classes = 0;
        foreach (ref readonly var sample in group.Samples)
        {
            classes |= 1 << (int)ClassOf(sample.Point);
        }

        foreach (var gap in group.Gaps)
        {
            // Of none known, it is a machine's as a whole.
            classes |= gap.Points.Length == 0 ? 1 << (int)DataClass.Process : 0;
            foreach (var point in gap.Points)
            {
                classes |= 1 << (int)ClassOf((int)point);
            }
        }

        return classes == 0 ? 1 << (int)DataClass.Alarm : classes;
    }

    private DataClass ClassOf(int point) => points?.Describe(point).Class ?? DataClass.Process;
}
