using System.Globalization;
using IndustrialGateway.Model;

namespace IndustrialGateway.Simulation.Gateway;

/// <summary>One sample as it was handed to the gateway, once or more often.</summary>
/// <param name="Point">Of which point.</param>
/// <param name="Number">Its number among the point's samples, from 0; the value says it.</param>
/// <param name="Ticks">The machine's time, 100 ns ticks since 1601.</param>
internal sealed record MadeSample(MachinePoint Point, long Number, long Ticks)
{
    /// <summary>The gateway has said that it is durable.</summary>
    public bool IsAccepted { get; set; }
}

/// <summary>One point of the machine: what values it brings follows from their numbers.</summary>
internal sealed record MachinePoint(string Path, DataClass Class, int TextLength)
{
    public List<MadeSample> Made { get; } = [];

    /// <summary>Mostly a number, now and then a text, so that new aliases are declared all the time.</summary>
    public Value ValueOf(long number) => TextLength > 0 && (number / 50 % 2 == 1 || TextLength > 1000)
        ? Value.Of(number.ToString(CultureInfo.InvariantCulture).PadRight(TextLength, (char)('a' + (number % 26))))
        : number / 300 % 3 == 2 ? Value.Of((double)number) : Value.Of(number);

    /// <summary>Which sample a value is.</summary>
    public static long NumberOf(in Value value) => value.DataType switch
    {
        DataType.String => NumberIn(value.AsText()!), // what a machine says is not null
        DataType.Double => (long)BitConverter.Int64BitsToDouble(value.Bits),
        _ => value.Bits,
    };

    private static long NumberIn(ReadOnlySpan<char> text)
    {
        var letters = text.IndexOfAnyExceptInRange('0', '9');
        return long.Parse(letters < 0 ? text : text[..letters], CultureInfo.InvariantCulture);
    }
}

/// <summary>Equipment that brings values without end and remembers which of them the gateway has said to be durable.</summary>
internal sealed class Machine
{
    private long _lastTicks;

    public required IReadOnlyList<MachinePoint> Points { get; init; }

    /// <summary>Between two groups of samples.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>The most samples of a group.</summary>
    public required int GroupSize { get; init; }

    /// <summary>Whether it hands in again, after a restart of the gateway, what the gateway has not said to be durable.</summary>
    public required bool HandsInAgain { get; init; }

    public bool IsStopped { get; set; }

    /// <summary>What was handed in and not yet settled, oldest first.</summary>
    public List<MadeSample[]> Unsettled { get; } = [];

    public MadeSample Make(MachinePoint point, long ticks)
    {
        _lastTicks = Math.Max(ticks, _lastTicks + 1);
        var sample = new MadeSample(point, point.Made.Count, _lastTicks);
        point.Made.Add(sample);
        return sample;
    }
}
