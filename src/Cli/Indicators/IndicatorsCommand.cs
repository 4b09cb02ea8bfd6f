using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using IndustrialGateway.Cli.Connection;
using IndustrialGateway.Cli.History;
using IndustrialGateway.V1;

namespace IndustrialGateway.Cli.Indicators;

/// <summary><c>igw indicators</c>: the bureau's figures beside their targets.</summary>
internal static class IndicatorsCommand
{
    private static readonly Dictionary<string, Period> Periods = new()
    {
        ["minute"] = Period.Minute,
        ["hour"] = Period.Hour,
        ["day"] = Period.Day,
    };

    public static Command Create()
    {
        var platform = new PlatformOptions();
        var indicators = new Argument<string[]>("INDICATOR")
        {
            Description = "Codes such as completeness; none = all.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var pilots = new Option<bool>("--pilots") { Description = "The pilots with their headline figure instead." };
        var period = new Option<string>("--period", "-p")
        {
            Description = "minute, hour (unless said) or day; windows at local boundaries of Asia/Shanghai.",
            DefaultValueFactory = _ => "hour",
        };
        period.AcceptOnlyFromAmong([.. Periods.Keys]);
        var subjects = new Option<string[]>("--subject", "-s")
        {
            Description = "gateways/{gateway}, gateways/{gateway}/equipment/{machine}, keys/{key} or city; none = all.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var last = new Option<string?>("--last", "-l")
        {
            Description = "The periods of the last 3h, 7d …; else the period that runs now.",
            HelpName = "DURATION",
        };
        var language = new Option<string>("--language")
        {
            Description = "en (unless said) or zh-CN.",
            DefaultValueFactory = _ => "en",
        };
        var command = new Command("indicators", "Show indicators beside their targets.")
        {
            indicators, pilots, period, subjects, last, language,
        };
        platform.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = platform.Access(parsed).Open();
            var titles = new Titles(parsed.GetRequiredValue(language));
            var json = platform.IsJson(parsed);
            if (parsed.GetValue(pilots))
            {
                var list = await client.ListPilotsAsync(cancellationToken);
                await PilotListing.In(titles).PrintAsync(list.ToAsyncEnumerable(), json, cancellationToken);
                return ExitCodes.Success;
            }

            var query = new QueryIndicatorValuesRequest { Period = Periods[parsed.GetRequiredValue(period)] };
            query.Indicators.Add((parsed.GetValue(indicators) ?? []).Select(IndicatorListing.FullName));
            query.Subjects.Add(parsed.GetRequiredValue(subjects));
            if (parsed.GetValue(last) is { } duration)
            {
                var now = TimeProvider.System.GetUtcNow();
                query.EndTime = now.ToTimestamp();
                query.StartTime = (now - TimeRange.Duration(duration)).ToTimestamp();
            }

            var known = await client.ListIndicatorsAsync(cancellationToken);
            var values = await client.QueryIndicatorValuesAsync(query, cancellationToken);
            await IndicatorListing.In(titles, known)
                .PrintAsync(values.ToAsyncEnumerable(), json, cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }
}
