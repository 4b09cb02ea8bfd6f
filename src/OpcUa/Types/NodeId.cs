using System.Globalization;

namespace IndustrialGateway.OpcUa.Types;

/// <summary>What kind of identifier a <see cref="NodeId"/> has (Part 3 §8.2.3).</summary>
public enum IdType : byte
{
    Numeric = 0,
    String = 1,
    Guid = 2,
    Opaque = 3,
}

/// <summary>
/// Names a node in one server's present address space. The namespace is an index that may change when the server restarts:
/// keep <see cref="ExpandedNodeId"/> with the namespace's URI for anything that outlives a session.
/// </summary>
public readonly struct NodeId : IEquatable<NodeId>
{
    private readonly object? _identifier;

    public NodeId(uint identifier, ushort namespaceIndex = 0)
    {
        Numeric = identifier;
        NamespaceIndex = namespaceIndex;
    }

    public NodeId(string? identifier, ushort namespaceIndex)
    {
        _identifier = identifier ?? "";
        IdType = IdType.String;
        NamespaceIndex = namespaceIndex;
    }

    public NodeId(Guid identifier, ushort namespaceIndex)
    {
        _identifier = identifier;
        IdType = IdType.Guid;
        NamespaceIndex = namespaceIndex;
    }

    /// <summary>The bytes are not copied; they must not change afterwards.</summary>
    public NodeId(byte[]? identifier, ushort namespaceIndex)
    {
        _identifier = identifier ?? [];
        IdType = IdType.Opaque;
        NamespaceIndex = namespaceIndex;
    }

    private NodeId(NodeId other, ushort namespaceIndex)
    {
        this = other;
        NamespaceIndex = namespaceIndex;
    }

    public ushort NamespaceIndex { get; }

    public IdType IdType { get; }

    /// <summary>The numeric identifier; 0 for the other kinds.</summary>
    public uint Numeric { get; }

    /// <summary>The text identifier; null for the other kinds.</summary>
    public string? Text => _identifier as string;

    public Guid Guid => _identifier is Guid guid ? guid : default;

    public ReadOnlyMemory<byte> Opaque => _identifier as byte[];

    public bool IsNull => NamespaceIndex == 0 && IdType switch
    {
        IdType.Numeric => Numeric == 0,
        IdType.String => Text!.Length == 0, // the constructor of this kind leaves no null
        IdType.Guid => Guid == default,
        _ => Opaque.IsEmpty,
    };

    public static bool operator ==(NodeId left, NodeId right) => left.Equals(right);

    public static bool operator !=(NodeId left, NodeId right) => !left.Equals(right);

    public NodeId InNamespace(ushort namespaceIndex) => new(this, namespaceIndex);

    /// <summary>Reads <c>[ns=index;](i|s|g|b)=identifier</c> (Part 6 §5.3.1.10); opaque identifiers are base64.</summary>
    public static bool TryParse(string? text, out NodeId id)
    {
        id = default;
        if (text is null)
        {
            return false;
        }

        ushort index = 0;
        var rest = text.AsSpan();
        if (rest.StartsWith("ns="))
        {
            var end = rest.IndexOf(';');
            if (end < 0 || !ushort.TryParse(rest[3..end], NumberStyles.None, CultureInfo.InvariantCulture, out index))
            {
                return false;
            }

            rest = rest[(end + 1)..];
        }

        return TryParseIdentifier(rest, index, out id);
    }

    public static NodeId Parse(string text) =>
        TryParse(text, out var id)
            ? id
            : throw new UaException(StatusCode.BadNodeIdInvalid, $"'{text}' is not a node id such as ns=2;s=Machine.Speed.");

    public bool Equals(NodeId other)
    {
        if (NamespaceIndex != other.NamespaceIndex || IdType != other.IdType || Numeric != other.Numeric)
        {
            return false;
        }

        return IdType switch
        {
            IdType.Numeric => true,
            IdType.String => string.Equals(Text, other.Text, StringComparison.Ordinal),
            IdType.Guid => Guid == other.Guid,
            _ => Opaque.Span.SequenceEqual(other.Opaque.Span),
        };
    }

    public override bool Equals(object? obj) => obj is NodeId other && Equals(other);

    public override int GetHashCode()
    {
        if (IdType != IdType.Opaque)
        {
            return HashCode.Combine(NamespaceIndex, Numeric, _identifier);
        }

        var hash = new HashCode();
        hash.AddBytes(Opaque.Span);
        return hash.ToHashCode();
    }

    /// <summary>The identifier alone, e.g. <c>s=Machine.Speed</c>.</summary>
    public string IdentifierText() => IdType switch
    {
        IdType.Numeric => string.Create(CultureInfo.InvariantCulture, $"i={Numeric}"),
        IdType.String => $"s={Text}",
        IdType.Guid => $"g={Guid:D}",
        _ => $"b={Convert.ToBase64String(Opaque.Span)}",
    };

    public override string ToString() =>
        NamespaceIndex == 0
            ? IdentifierText()
            : string.Create(CultureInfo.InvariantCulture, $"ns={NamespaceIndex};{IdentifierText()}");

    internal static bool TryParseIdentifier(ReadOnlySpan<char> text, ushort index, out NodeId id)
    {
        id = default;
        if (text.Length < 2 || text[1] != '=')
        {
            return false;
        }

        var identifier = text[2..];
        switch (text[0])
        {
            case 'i' when uint.TryParse(identifier, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                id = new NodeId(number, index);
                return true;
            case 's':
                id = new NodeId(identifier.ToString(), index);
                return true;
            case 'g' when Guid.TryParseExact(identifier, "D", out var guid):
                id = new NodeId(guid, index);
                return true;
            case 'b':
                var bytes = new byte[identifier.Length];
                if (!Convert.TryFromBase64Chars(identifier, bytes, out var length))
                {
                    return false;
                }

                id = new NodeId(bytes[..length], index);
                return true;
            default:
                return false;
        }
    }
}
