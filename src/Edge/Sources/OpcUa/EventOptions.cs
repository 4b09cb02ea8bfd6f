using IndustrialGateway.Configuration;
using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>The events of one object of a machine: each is a value of one point.</summary>
internal sealed record EventOptions
{
    private const int Mildest = 1;
    private const int Severest = 1000;

    private static readonly NodeId Server = new(2253);

    /// <summary>With the namespace's URI; the Server object hears of every event of the machine.</summary>
    public required ExpandedNodeId Node { get; init; }

    /// <summary>The levels below the source, <c>Events</c> unless it is said otherwise.</summary>
    public required IReadOnlyList<string> Levels { get; init; }

    public required PointNaming Naming { get; init; }

    public string DisplayName { get; init; } = "";

    /// <summary>What is asked of the machine; the same for all its lives.</summary>
    public required EventSelection Selection { get; init; }

    public static EventOptions Read(Section section, PointNaming naming)
    {
        var path = section.Text("path", "Events") ?? "";
        var options = new EventOptions
        {
            Node = section.Has("node") ? NodeText.Read(section, "node") : new ExpandedNodeId(Server),
            Levels = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(NameTemplate.Safe)],
            Naming = PointNaming.ReadRest(section, naming with { Class = DataClass.Alarm }),
            DisplayName = section.Text("name", "") ?? "",
            Selection = new EventSelection(EventSelection.Everything.Fields, Where(section)),
        };
        if (options.Levels.Count == 0)
        {
            section.Fail("path", "must not be empty");
        }

        section.End();
        return options;
    }

    private static EventWhere? Where(Section section)
    {
        var severity = section.Integer("minSeverity", Mildest, Mildest, Severest);
        var types = section.Texts("types").Select(type => NodeText.Read(type, "types")).ToArray();
        EventWhere[] parts =
        [
            .. severity > Mildest ? [EventWhere.SeverityAtLeast((ushort)severity)] : Array.Empty<EventWhere>(),
            .. types.Length > 0 ? [EventWhere.OfAnyType(types)] : Array.Empty<EventWhere>(),
        ];
        return parts.Length == 0 ? null : parts.Aggregate(EventWhere.And);
    }
}
