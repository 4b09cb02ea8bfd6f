namespace IndustrialGateway.OpcUa.Types;

/// <summary>How the body of an <see cref="ExtensionObject"/> is encoded; the numbers are those on the wire (Part 6 §5.2.2.15).</summary>
public enum ExtensionBody : byte
{
    None = 0,
    Binary = 1,
    Xml = 2,
}

/// <summary>
/// A structure kept as the bytes that came, with the id of its encoding: who knows the type decodes it, who does not passes it on unchanged.
/// </summary>
public sealed class ExtensionObject(NodeId typeId, ExtensionBody encoding, ReadOnlyMemory<byte> body) : IEquatable<ExtensionObject>
{
    public static ExtensionObject Null { get; } = new(default, ExtensionBody.None, default);

    public NodeId TypeId { get; } = typeId;

    public ExtensionBody Encoding { get; } = encoding;

    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>The body decoded by its type's definition; null while nobody has done so, or where nobody can.</summary>
    public UaStructure? Structure { get; init; }

    public bool IsNull => TypeId.IsNull && Encoding == ExtensionBody.None;

    public bool Equals(ExtensionObject? other) =>
        other is not null && TypeId == other.TypeId && Encoding == other.Encoding && Body.Span.SequenceEqual(other.Body.Span);

    public override bool Equals(object? obj) => Equals(obj as ExtensionObject);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(TypeId);
        hash.AddBytes(Body.Span);
        return hash.ToHashCode();
    }

    public override string ToString() => IsNull ? "null" : Structure?.ToString() ?? $"{TypeId} ({Encoding}, {Body.Length} bytes)";
}
