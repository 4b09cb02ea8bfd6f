using System.Buffers;
using System.CommandLine;
using System.Globalization;

namespace IndustrialGateway.Cli.History;

/// <summary>The options for a range of time: <c>--last 1h</c>, or <c>--from</c> and <c>--to</c>.</summary>
internal sealed class TimeRange(TimeProvider time)
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private readonly Option<string> _last = new("--last", "-l")
    {
        Description = "The last 30s, 15m, 1h (unless said) or 7d.",
        DefaultValueFactory = _ => "1h",
        HelpName = "DURATION",
    };

    private readonly Option<string?> _from = new("--from")
    {
        Description = "From this instant on, ISO 8601; without an offset in this machine's zone.",
        HelpName = "TIME",
    };

    private readonly Option<string?> _to = new("--to")
    {
        Description = "Before this instant; else now.",
        HelpName = "TIME",
    };

    public void AddTo(Command command)
    {
        command.Add(_last);
        command.Add(_from);
        command.Add(_to);
    }

    /// <summary>The range [from, to).</summary>
    /// <exception cref="CliException">An option is no time, or the range is empty.</exception>
    public (DateTimeOffset From, DateTimeOffset To) Read(ParseResult parsed)
    {
        // A value of this very instant is meant too.
        var to = Instant(parsed.GetValue(_to)) ?? time.GetUtcNow().AddSeconds(1);
        var from = Instant(parsed.GetValue(_from)) ?? to - Duration(parsed.GetRequiredValue(_last));
        return from < to ? (from, to) : throw new CliException(
            ExitCodes.Usage, $"The range is empty: from {from:O} to {to:O}.");
    }

    /// <summary><c>90s</c>, <c>15m</c>, <c>1.5h</c>, <c>7d</c>, <c>250ms</c>.</summary>
    public static TimeSpan Duration(string text)
    {
        var unitAt = text.AsSpan().IndexOfAnyExcept(NumberCharacters);
        if (unitAt > 0
            && double.TryParse(text.AsSpan(0, unitAt), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and < 1e6)
        {
            switch (text[unitAt..])
            {
                case "ms":
                    return TimeSpan.FromMilliseconds(number);
                case "s":
                    return TimeSpan.FromSeconds(number);
                case "m":
                    return TimeSpan.FromMinutes(number);
                case "h":
                    return TimeSpan.FromHours(number);
                case "d":
                    return TimeSpan.FromDays(number);
                default:
                    break;
            }
        }

        throw new CliException(ExitCodes.Usage, $"'{text}' is no duration.", "It looks like 250ms, 30s, 15m, 1h or 7d.");
    }

    private static DateTimeOffset? Instant(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var instant)
            ? instant
            : throw new CliException(ExitCodes.Usage, $"'{text}' is no time.", "It looks like 2026-05-01T08:00:00+08:00.");
    }
}
