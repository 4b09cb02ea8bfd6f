using IndustrialGateway.Configuration;
using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink.Paths;

/// <summary>Differentiated services code points (RFC 2474), 0 to 63, of what travels on a path, by its class and for what comes late.</summary>
internal sealed record DscpMarks(int Alarm, int Process, int Diagnostic, int Backlog)
{
    private const int Most = 63;

    /// <summary>All the same.</summary>
    public DscpMarks(int all)
        : this(all, all, all, all)
    {
    }

    /// <summary>One number for all, or one for each of <c>alarm</c>, <c>process</c>, <c>diagnostic</c>, <c>backlog</c>.</summary>
    public static DscpMarks Read(Section section)
    {
        if (!section.IsMapping("dscp"))
        {
            return new DscpMarks(section.Integer("dscp", 0, 0, Most));
        }

        var marks = section.Child("dscp");
        var read = new DscpMarks(Of("alarm"), Of("process"), Of("diagnostic"), Of("backlog"));
        marks.End();
        return read;

        int Of(string key) => marks.Integer(key, 0, 0, Most);
    }

    /// <summary>A connection for each code point, because packets of one connection that overtake each other slow it down (RFC 7657 §5.1); the most urgent first.</summary>
    public IReadOnlyList<int> Distinct() => [.. new[] { Alarm, Process, Diagnostic, Backlog }.Distinct()];

    public int Of(Log log, bool isLate) => (log, isLate) switch
    {
        (_, true) => Backlog,
        (Log.Alarm, _) => Alarm,
        (Log.Diagnostic, _) => Diagnostic,
        _ => Process,
    };
}
