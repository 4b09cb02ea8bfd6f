using Google.Protobuf.WellKnownTypes;
using IndustrialGateway.Edge.Uplink.Paths.Probing;
using IndustrialGateway.V1;
using RadioContext = IndustrialGateway.Edge.Uplink.Paths.Radio.RadioContext;

namespace IndustrialGateway.Edge.Uplink.Paths;

/// <summary>Puts what is known of the paths into words for the platform.</summary>
internal sealed class PathsReport(IReadOnlyList<PathFigures> paths, PathChoice choice)
{
    public IEnumerable<PathState> Make() => paths.Select(StateOf);

    private PathState StateOf(PathFigures path) => new()
    {
        Path = path.Options.Name,
        Open = path.IsOpen,
        Active = choice.Active == path,
        RoundTripP50 = path.Percentile(0.5)?.ToDuration(),
        RoundTripP99 = path.Percentile(0.99)?.ToDuration(),
        Probes = path.Probes.Summarize() is { } summary ? FiguresOf(summary) : null,
        Radio = path.Radio is { IsEmpty: false } radio ? ContextOf(radio) : null,
    };

    private static V1.ProbeFigures FiguresOf(ProbeSummary summary) => new()
    {
        Sent = (uint)summary.Sent,
        Lost = (uint)summary.Lost,
        RoundTripP50 = summary.Median?.ToDuration(),
        RoundTripP99 = summary.Percentile99?.ToDuration(),
        Jitter = summary.Jitter.ToDuration(),
        LongestLossRun = (uint)summary.LongestLossRun,
    };

    private static V1.RadioContext ContextOf(RadioContext radio)
    {
        var context = new V1.RadioContext
        {
            Technology = radio.Technology ?? "",
            Operator = radio.Operator ?? "",
            Cell = radio.Cell ?? "",
            TrackingArea = radio.TrackingArea ?? "",
        };
        if (radio.Rsrp is { } rsrp)
        {
            context.Rsrp = rsrp;
        }

        if (radio.Rsrq is { } rsrq)
        {
            context.Rsrq = rsrq;
        }

        if (radio.Sinr is { } sinr)
        {
            context.Sinr = sinr;
        }

        return context;
    }
}
