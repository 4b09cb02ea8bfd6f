namespace IndustrialGateway.OpcUa.Types;

/// <summary>One value of an enumeration, or one bit of an option set by its number (Part 3 §8.52).</summary>
/// <param name="Name">Unique in its definition.</param>
public sealed record EnumField(long Value, string? Name, LocalizedText DisplayName = default, LocalizedText Description = default);

/// <summary>
/// The values of an enumeration, or the bits of an option set (a DataType derived from an unsigned integer):
/// its DataTypeDefinition attribute (Part 3 §8.50).
/// </summary>
public sealed record EnumDefinition(IReadOnlyList<EnumField> Fields);

/// <summary>One value with its texts, as in the property EnumValues of older servers (Part 3 §8.40).</summary>
public sealed record EnumValueType(long Value, LocalizedText DisplayName = default, LocalizedText Description = default);
