namespace IndustrialGateway.Model;

/// <summary>A structure: its type's name and its fields in order; equal when names and values are.</summary>
public sealed class StructureValue : IEquatable<StructureValue>
{
    private readonly (string Name, Value Value)[] _fields;

    /// <summary>Takes the array over: do not change it afterwards.</summary>
    /// <exception cref="ArgumentException">The nesting is too deep.</exception>
    public StructureValue(string typeName, params (string Name, Value Value)[] fields)
    {
        ArgumentNullException.ThrowIfNull(typeName);
        ArgumentNullException.ThrowIfNull(fields);
        TypeName = typeName;
        _fields = fields;
        Depth = Nesting.Above(Array.ConvertAll(fields, field => field.Value), nameof(fields));
    }

    public string TypeName { get; }

    public ReadOnlySpan<(string Name, Value Value)> Fields => _fields;

    internal int Depth { get; }

    public bool Equals(StructureValue? other) => ReferenceEquals(this, other) ||
        (other is not null && TypeName == other.TypeName && Fields.SequenceEqual(other.Fields));

    public override bool Equals(object? obj) => Equals(obj as StructureValue);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(TypeName);
        foreach (var (name, value) in _fields)
        {
            hash.Add(name);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    public override string ToString() =>
        $"{TypeName} {{{string.Join(", ", _fields.Select(field => $"{field.Name}: {field.Value}"))}}}";
}
