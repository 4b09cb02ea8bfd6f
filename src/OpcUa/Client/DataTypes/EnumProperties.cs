using IndustrialGateway.OpcUa.Client.Paths;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.DataTypes;

/// <summary>
/// The texts of numbers that servers keep as properties: EnumValues or EnumStrings of an enumeration that has no definition (Part 3 §5.8.3), or of
/// a variable (Part 8 §5.3.3).
/// </summary>
public static class EnumProperties
{
    private static readonly NodeId HasProperty = new(46);
    private static readonly string[] Names = ["EnumValues", "EnumStrings"];

    /// <summary>One for each node, in order; null where there are no such properties, or the server does not follow paths or does not answer.</summary>
    /// <exception cref="UaException">The line broke.</exception>
    public static async Task<IReadOnlyList<EnumDefinition?>> ReadEnumPropertiesAsync(
        this UaSession session, IReadOnlyList<NodeId> nodes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(nodes);
        try
        {
            return nodes.Count == 0 ? [] : await ReadAsync(session, nodes, cancellationToken).ConfigureAwait(false);
        }
        catch (UaException failure) when (!session.ChannelEnded.IsCompleted && IsOfTheService(failure.Status.Code))
        {
            return new EnumDefinition?[nodes.Count]; // values are worth more than their texts
        }
    }

    // Small servers have no TranslateBrowsePaths, and some leave it without an answer.
    private static bool IsOfTheService(StatusCode status) => status == StatusCode.BadServiceUnsupported || status == StatusCode.BadTimeout;

    private static async Task<EnumDefinition?[]> ReadAsync(UaSession session, IReadOnlyList<NodeId> nodes, CancellationToken cancellationToken)
    {
        var texts = new EnumDefinition?[nodes.Count];
        var found = await session.TranslateBrowsePathsAsync([.. nodes.SelectMany(PathsFrom)], cancellationToken).ConfigureAwait(false);
        List<(int Node, NodeId Property)> properties = [];
        foreach (var (index, result) in found.Index())
        {
            if (result is { Status.IsBad: false, Targets: [{ TargetId: { IsLocal: true, NamespaceUri: null } target }, ..] })
            {
                properties.Add((index / Names.Length, target.NodeId));
            }
        }

        var values = await session.ReadAsync(properties.Select(each => each.Property), cancellationToken).ConfigureAwait(false);
        foreach (var ((node, _), value) in properties.Zip(values))
        {
            texts[node] ??= TextsIn(value.Value); // EnumValues come first
        }

        return texts;
    }

    private static IEnumerable<BrowsePath> PathsFrom(NodeId node) => Names.Select(name => new BrowsePath
    {
        StartingNode = node,
        Elements = [new RelativePathElement(HasProperty, new QualifiedName(0, name))],
    });

    private static EnumDefinition? TextsIn(in Variant value) => value.Reference switch
    {
        LocalizedText[] strings => new EnumDefinition([.. strings.Select((text, number) => new EnumField(number, text.Text, text))]),
        ExtensionObject[] bodies => new EnumDefinition([.. bodies.Select(Decoded).OfType<EnumValueType>().Select(each =>
            new EnumField(each.Value, each.DisplayName.Text, each.DisplayName, each.Description))]),
        _ => null,
    };

    private static object? Decoded(ExtensionObject body)
    {
        try
        {
            return StandardStructures.Decode(body, CodecLimits.Client);
        }
        catch (UaException)
        {
            return null; // a text that is none is left out
        }
    }
}
