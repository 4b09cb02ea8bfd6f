using System.Globalization;

namespace IndustrialGateway.OpcUa.Types;

/// <summary>A name within a namespace, such as a node's browse name (Part 3 §8.3).</summary>
public readonly record struct QualifiedName(ushort NamespaceIndex, string? Name)
{
    public bool IsNull => Name is null && NamespaceIndex == 0;

    public override string ToString() =>
        NamespaceIndex == 0 ? Name ?? "" : string.Create(CultureInfo.InvariantCulture, $"{NamespaceIndex}:{Name}");
}
