namespace IndustrialGateway.OpcUa.Types;

/// <summary>
/// One field of a decoded structure. A structure in it is an <see cref="ExtensionObject"/> with <see cref="ExtensionObject.Structure"/>, an
/// enumeration its number.
/// </summary>
/// <param name="Type">The field's declared type.</param>
public readonly record struct UaField(string Name, Variant Value, DataTypeDescription Type);

/// <summary>
/// A structure as its definition says: the fields that are there, in order. Missing optional fields are left out; a union has one field,
/// or none when it is null (Part 6 §5.2.6 to §5.2.8).
/// </summary>
public sealed class UaStructure(DataTypeDescription type, IReadOnlyList<UaField> fields)
{
    public DataTypeDescription Type { get; } = type;

    public IReadOnlyList<UaField> Fields { get; } = fields;

    /// <summary>The value of a field that is there.</summary>
    public bool TryGet(string name, out Variant value)
    {
        foreach (var field in Fields)
        {
            if (string.Equals(field.Name, name, StringComparison.Ordinal))
            {
                value = field.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The value of a field, null when it is not there.</summary>
    public Variant this[string name] => TryGet(name, out var value) ? value : default;

    public override string ToString() =>
        $"{Type.Name.Name} {{ {string.Join(", ", Fields.Select(field => $"{field.Name} = {field.Value}"))} }}";
}
