using System.Globalization;

namespace IndustrialGateway.OpcUa.Types;

/// <summary>
/// A node id that may name its namespace by URI, which stays true when the server renumbers its namespaces, and may lie on another server.
/// While <see cref="NamespaceUri"/> is set, the index of <see cref="NodeId"/> means nothing and is zero.
/// </summary>
public readonly record struct ExpandedNodeId(NodeId NodeId, string? NamespaceUri = null, uint ServerIndex = 0)
{
    public bool IsLocal => ServerIndex == 0;

    public static implicit operator ExpandedNodeId(NodeId id) => new(id);

    public static ExpandedNodeId FromNodeId(NodeId id) => new(id);

    /// <summary>Reads <c>[svr=index;](nsu=uri;|ns=index;)(i|s|g|b)=identifier</c>; <c>%3B</c> and <c>%25</c> in the URI stand for ; and %.</summary>
    public static bool TryParse(string? text, out ExpandedNodeId id)
    {
        id = default;
        if (text is null)
        {
            return false;
        }

        uint server = 0;
        var rest = text.AsSpan();
        if (rest.StartsWith("svr="))
        {
            var end = rest.IndexOf(';');
            if (end < 0 || !uint.TryParse(rest[4..end], NumberStyles.None, CultureInfo.InvariantCulture, out server))
            {
                return false;
            }

            rest = rest[(end + 1)..];
        }

        if (rest.StartsWith("nsu="))
        {
            var end = rest.IndexOf(';');
            if (end < 0 || !NodeId.TryParseIdentifier(rest[(end + 1)..], 0, out var identifier))
            {
                return false;
            }

            id = new ExpandedNodeId(identifier, Unescape(rest[4..end].ToString()), server);
            return true;
        }

        if (!NodeId.TryParse(rest.ToString(), out var node))
        {
            return false;
        }

        id = new ExpandedNodeId(node, null, server);
        return true;
    }

    public static ExpandedNodeId Parse(string text) =>
        TryParse(text, out var id)
            ? id
            : throw new UaException(
                StatusCode.BadNodeIdInvalid,
                $"'{text}' is not a node id such as nsu=urn:example:machine;s=Machine.Speed.");

    public override string ToString()
    {
        var id = NamespaceUri is null ? NodeId.ToString() : $"nsu={Escape(NamespaceUri)};{NodeId.IdentifierText()}";
        return IsLocal ? id : string.Create(CultureInfo.InvariantCulture, $"svr={ServerIndex};{id}");
    }

    internal static string Escape(string uri) =>
        uri.Replace("%", "%25", StringComparison.Ordinal).Replace(";", "%3B", StringComparison.Ordinal);

    private static string Unescape(string uri) =>
        uri.Replace("%3B", ";", StringComparison.OrdinalIgnoreCase).Replace("%25", "%", StringComparison.Ordinal);
}
