using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using IndustrialGateway.Platform.Access;
using IndustrialGateway.Platform.Apps;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>Answers the bureau: pilots beside their targets, and indicators by subject and window.</summary>
internal sealed class PilotEndpoint(
    PilotBoard board,
    FigureBook figures,
    Connectivity connectivity,
    KeyRing keys,
    UsageLedger usage,
    Targets targets,
    TimeProvider time)
    : PilotService.PilotServiceBase
{
    private const string IndicatorPrefix = "indicators/";
    private const int MaxPeriods = 1_500;
    private const int MaxValues = 100_000;

    public override async Task<ListPilotsResponse> ListPilots(ListPilotsRequest request, ServerCallContext context) =>
        new()
        {
            Pilots =
            {
                Describe("enterprise-retrofit", PilotKind.EnterpriseRetrofit, new Wording("企业数字化改造:设备在线率", "Enterprise retrofit: machines connected"), "connected", board.Retrofit(), targets.Retrofit),
                Describe("industrial-app", PilotKind.IndustrialApp, new Wording("工业APP:今日活跃应用密钥", "Industrial apps: keys active today"), "active-keys", await board.AppAsync(context.CancellationToken), targets.App),
            },
        };

    public override Task<ListIndicatorsResponse> ListIndicators(ListIndicatorsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListIndicatorsResponse
        {
            Indicators =
            {
                Indicators.All.Select(indicator => new V1.Indicator
                {
                    Name = IndicatorPrefix + indicator.Code,
                    Unit = indicator.Unit,
                    HigherIsBetter = indicator.HigherIsBetter,
                    Titles = { Both(indicator.Titles) },
                    Formulas = { Both(indicator.Formulas) },
                }),
            },
        });

    public override async Task<QueryIndicatorValuesResponse> QueryIndicatorValues(
        QueryIndicatorValuesRequest request, ServerCallContext context)
    {
        var indicators = Chosen(request.Indicators);
        var subjects = request.Subjects.Count > 0
            ? request.Subjects.Distinct().ToList()
            : [.. figures.Subjects(Subject.Gateways), .. keys.Keys.Select(key => Subject.Keys + key.Id)];
        var windows = Windows(request);
        if ((long)indicators.Count * subjects.Count * windows.Count > MaxValues)
        {
            throw RefusalException.InvalidField(
                "subjects", $"More than {MaxValues:N0} values were asked for; name fewer indicators, subjects or periods.");
        }

        var response = new QueryIndicatorValuesResponse();
        foreach (var subject in subjects)
        {
            foreach (var window in windows)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                var evidence = Subject.IsKey(subject)
                    ? await OfKeyAsync(subject[Subject.Keys.Length..], window, context.CancellationToken)
                    : OfLine(subject, window);
                response.Values.AddRange(Values(subject, window, evidence, indicators));
            }
        }

        return response;
    }

    private async Task<Evidence> OfKeyAsync(string key, Window window, CancellationToken cancellationToken) => new(
        new Figures(),
        await usage.ReadAsync(key, window.Start, window.End, cancellationToken),
        Elapsed(window, window.Start),
        ConnectedNow: null);

    private Evidence OfLine(string subject, Window window)
    {
        var isNow = window.Period == Period.Minute && IsRunning(window);
        return new Evidence(
            figures.Read(window, subject),
            Usage: default,
            figures.FirstMinute(subject) is { } first ? Elapsed(window, first) : 0,
            isNow ? connectivity.IsConnected(subject) : null);
    }

    private bool IsRunning(Window window) => Window.MinuteOf(time.GetUtcNow()) is var now && now >= window.Start && now < window.End;

    /// <summary>Minutes of the window from <paramref name="first"/> on that have begun.</summary>
    private int Elapsed(Window window, int first) => Math.Max(
        0, Math.Min(window.End, Window.MinuteOf(time.GetUtcNow()) + 1) - Math.Max(window.Start, first));

    private IEnumerable<IndicatorValue> Values(
        string subject, Window window, Evidence evidence, IReadOnlyList<Indicator> indicators)
    {
        foreach (var indicator in indicators.Where(indicator => indicator.OfKeys == Subject.IsKey(subject)))
        {
            var value = new IndicatorValue
            {
                Indicator = IndicatorPrefix + indicator.Code,
                Subject = subject,
                PeriodStart = window.StartTime.ToTimestamp(),
                PeriodEnd = window.EndTime.ToTimestamp(),
                Origin = ValueOrigin.Measured,
                Provisional = IsRunning(window),
            };
            if (evidence.ElapsedMinutes > 0 && indicator.Compute(evidence) is { } computed)
            {
                value.Value = computed;
            }

            if (targets.Indicators.TryGetValue(indicator.Code, out var target))
            {
                value.Target = target;
            }

            yield return value;
        }
    }

    private static IReadOnlyList<Indicator> Chosen(RepeatedField<string> names)
    {
        if (names.Count == 0)
        {
            return Indicators.All;
        }

        return [.. names.Distinct().Select(name =>
            Indicators.All.FirstOrDefault(indicator => IndicatorPrefix + indicator.Code == name)
            ?? throw RefusalException.InvalidField("indicators", $"There is no {name}; ListIndicators names them all."))];
    }

    private List<Window> Windows(QueryIndicatorValuesRequest request)
    {
        if (!Window.Periods.Contains(request.Period))
        {
            throw RefusalException.InvalidField("period", "Say PERIOD_MINUTE, PERIOD_HOUR or PERIOD_DAY.");
        }

        var now = Window.MinuteOf(time.GetUtcNow());
        var start = request.StartTime is { } from ? Window.MinuteOf(from.ToDateTimeOffset()) : now;
        var end = request.EndTime is { } to ? Window.MinuteOf(to.ToDateTimeOffset().AddTicks(-1)) + 1 : now + 1;
        if (end <= start)
        {
            throw RefusalException.InvalidField("end_time", "The end is not after the start.");
        }

        List<Window> windows = [];
        for (var window = Window.Of(request.Period, start); window.Start < end; window = window.Next)
        {
            if (windows.Count == MaxPeriods)
            {
                throw RefusalException.InvalidField("start_time", $"The range has more than {MaxPeriods:N0} periods.");
            }

            windows.Add(window);
        }

        return windows;
    }

    private static Pilot Describe(
        string name, PilotKind kind, Wording titles, string indicator, Headline headline, PilotTarget target)
    {
        var pilot = new Pilot
        {
            Name = "pilots/" + name,
            Kind = kind,
            Titles = { Both(titles) },
            Indicator = IndicatorPrefix + indicator,
            Origin = ValueOrigin.Measured,
            // The last second of the day, so that whoever prints the date prints the day itself.
            DueTime = target.Due is { } due ? Window.EndOf(due).AddSeconds(-1).ToTimestamp() : null,
        };
        if (headline.Value is { } value)
        {
            pilot.Value = value;
            pilot.Numerator = (ulong)headline.Numerator.GetValueOrDefault();
            pilot.Denominator = (ulong)headline.Denominator.GetValueOrDefault();
        }

        if (target.Value is { } wanted)
        {
            pilot.Target = wanted;
        }

        return pilot;
    }

    private static Dictionary<string, string> Both(Wording wording) =>
        new() { ["zh-CN"] = wording.Chinese, ["en"] = wording.English };
}
