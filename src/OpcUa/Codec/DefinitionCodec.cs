using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec;

/// <summary>The structures that describe DataTypes: StructureDefinition and EnumDefinition (Part 3 §8.48 to §8.52).</summary>
public static class DefinitionCodec
{
    private const int StructureFieldBytes = 20;
    private const int EnumFieldBytes = 14;
    private const int ObjectBytes = 136;

    public static StructureDefinition ReadStructureDefinition(this ref UaReader reader) => new()
    {
        DefaultEncodingId = reader.ReadNodeId(),
        BaseDataType = reader.ReadNodeId(),
        Kind = (StructureKind)reader.ReadInt32(),
        Fields = reader.ReadArray(StructureFieldBytes, static (ref reader) => reader.ReadStructureField(), ObjectBytes) ?? [],
    };

    public static void WriteStructureDefinition(this ref UaWriter writer, StructureDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        writer.WriteNodeId(definition.DefaultEncodingId);
        writer.WriteNodeId(definition.BaseDataType);
        writer.WriteInt32((int)definition.Kind);
        writer.WriteArray(definition.Fields, static (ref writer, field) => writer.WriteStructureField(field));
    }

    public static StructureField ReadStructureField(this ref UaReader reader) => new()
    {
        Name = reader.ReadString(),
        Description = reader.ReadLocalizedText(),
        DataType = reader.ReadNodeId(),
        ValueRank = reader.ReadInt32(),
        ArrayDimensions = reader.ReadPlainArray<uint>(),
        MaxStringLength = reader.ReadUInt32(),
        IsOptional = reader.ReadBoolean(),
    };

    public static void WriteStructureField(this ref UaWriter writer, StructureField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        writer.WriteString(field.Name);
        writer.WriteLocalizedText(field.Description);
        writer.WriteNodeId(field.DataType);
        writer.WriteInt32(field.ValueRank);
        writer.WriteArray(field.ArrayDimensions, static (ref writer, length) => writer.WriteUInt32(length));
        writer.WriteUInt32(field.MaxStringLength);
        writer.WriteBoolean(field.IsOptional);
    }

    public static EnumDefinition ReadEnumDefinition(this ref UaReader reader) =>
        new(reader.ReadArray(EnumFieldBytes, static (ref reader) => reader.ReadEnumField(), ObjectBytes) ?? []);

    public static void WriteEnumDefinition(this ref UaWriter writer, EnumDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        writer.WriteArray(definition.Fields, static (ref writer, field) => writer.WriteEnumField(field));
    }

    public static EnumField ReadEnumField(this ref UaReader reader)
    {
        var value = reader.ReadInt64();
        var displayName = reader.ReadLocalizedText();
        var description = reader.ReadLocalizedText();
        return new EnumField(value, reader.ReadString(), displayName, description);
    }

    public static void WriteEnumField(this ref UaWriter writer, EnumField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        writer.WriteInt64(field.Value);
        writer.WriteLocalizedText(field.DisplayName);
        writer.WriteLocalizedText(field.Description);
        writer.WriteString(field.Name);
    }

    public static EnumValueType ReadEnumValueType(this ref UaReader reader) =>
        new(reader.ReadInt64(), reader.ReadLocalizedText(), reader.ReadLocalizedText());

    public static void WriteEnumValueType(this ref UaWriter writer, EnumValueType value)
    {
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteInt64(value.Value);
        writer.WriteLocalizedText(value.DisplayName);
        writer.WriteLocalizedText(value.Description);
    }
}
