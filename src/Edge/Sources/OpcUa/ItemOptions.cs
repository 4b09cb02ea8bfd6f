using System.Globalization;
using IndustrialGateway.Configuration;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Messages;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>How a value comes from a machine.</summary>
internal enum ReadMode
{
    /// <summary>The machine looks, and sends what has changed.</summary>
    Subscribe,

    /// <summary>The gateway asks for the value again and again, changed or not.</summary>
    Cyclic,
}

/// <summary>Which values a full queue in the machine loses.</summary>
internal enum DiscardedValues
{
    Oldest,
    Newest,
}

/// <summary>How often a machine looks at a point, what it sends of it, and what it keeps. The source says it for all its points, a point for itself.</summary>
internal sealed record ItemOptions
{
    private const string Auto = "auto";
    private const int MaxQueue = 10_000;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan MinCycle = TimeSpan.FromMilliseconds(100);

    public ReadMode Mode { get; init; }

    /// <summary>How often the machine looks; 0 = as fast as it can. 0 to 1 day.</summary>
    public TimeSpan SamplingInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Values the machine keeps between two publishings, 1 to 10,000; nothing = twice what is sampled.</summary>
    public int? QueueSize { get; init; }

    public DiscardedValues Discard { get; init; }

    /// <summary>Changes of a number up to this are not sent.</summary>
    public Deadband Deadband { get; init; }

    /// <summary>What counts as a change.</summary>
    public DataChangeTrigger Trigger { get; init; } = DataChangeTrigger.StatusValue;

    /// <summary>How often a point is read in the mode Cyclic. 100 ms to 1 day.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After so long a silence the last value is told again, with its own time; 0 = never. Up to 1 day.</summary>
    public TimeSpan Heartbeat { get; init; }

    /// <summary>Reads what a section says; the rest is as before.</summary>
    public static ItemOptions Read(Section section, ItemOptions before)
    {
        var options = before with
        {
            Mode = section.Choice("read", before.Mode),
            SamplingInterval = section.Duration("samplingInterval", before.SamplingInterval, TimeSpan.Zero, Day),
            QueueSize = section.Text("queueSize") == Auto ? null : ReadQueueSize(section, before.QueueSize),
            Discard = section.Choice("discard", before.Discard),
            Deadband = ReadDeadband(section, before.Deadband),
            Trigger = section.Choice("trigger", before.Trigger),
            Interval = section.Duration("interval", before.Interval, MinCycle, Day),
            Heartbeat = section.Duration("heartbeat", before.Heartbeat, TimeSpan.Zero, Day),
        };
        if (options.Mode == ReadMode.Subscribe && section.Has("interval"))
        {
            section.Fail("interval", "is for 'read: Cyclic'; how often the machine looks is 'samplingInterval'");
        }

        return options;
    }

    private static int? ReadQueueSize(Section section, int? before) =>
        section.Has("queueSize") ? section.Integer("queueSize", 1, 1, MaxQueue) : before;

    private static Deadband ReadDeadband(Section section, Deadband before)
    {
        if (section.Text("deadband") is not { } text)
        {
            return before;
        }

        var isPercent = text.EndsWith('%');
        var isNumber = double.TryParse(
            isPercent ? text[..^1] : text,
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var number);
        if (!isNumber || !double.IsFinite(number) || number < 0 || (isPercent && number > 100))
        {
            section.Fail("deadband", $"must be a number from 0 on in the point's unit, or 0% to 100% of its range, not '{text}'");
            return before;
        }

        return isPercent ? Deadband.Percent(number) : Deadband.Absolute(number);
    }
}
