using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec;

/// <summary>The few structures of namespace 0 that have .NET types here, into extension objects and out of them.</summary>
public static class StandardStructures
{
    private const uint StructureDefinitionId = 122;
    private const uint EnumDefinitionId = 123;
    private const uint ArgumentId = 298;
    private const uint RangeId = 886;
    private const uint EngineeringUnitsId = 889;
    private const uint EnumValueTypeId = 8251;

    public static ExtensionObject Encode(StructureDefinition definition) =>
        Encode(StructureDefinitionId, definition, static (ref writer, value) => writer.WriteStructureDefinition(value));

    public static ExtensionObject Encode(EnumDefinition definition) =>
        Encode(EnumDefinitionId, definition, static (ref writer, value) => writer.WriteEnumDefinition(value));

    public static ExtensionObject Encode(MethodArgument argument) =>
        Encode(ArgumentId, argument, static (ref writer, value) => writer.WriteMethodArgument(value));

    public static ExtensionObject Encode(ValueRange range) =>
        Encode(RangeId, range, static (ref writer, value) => writer.WriteValueRange(value));

    public static ExtensionObject Encode(EngineeringUnits units) =>
        Encode(EngineeringUnitsId, units, static (ref writer, value) => writer.WriteEngineeringUnits(value));

    public static ExtensionObject Encode(EnumValueType value) =>
        Encode(EnumValueTypeId, value, static (ref writer, value) => writer.WriteEnumValueType(value));

    /// <summary>Any of the above as its .NET type; null when it is another structure or not in binary.</summary>
    /// <exception cref="UaException">It is one of them, and its body is not well formed.</exception>
    public static object? Decode(ExtensionObject value, CodecLimits limits)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Encoding != ExtensionBody.Binary || value.TypeId is not { NamespaceIndex: 0, IdType: IdType.Numeric })
        {
            return null;
        }

        var reader = new UaReader(value.Body.Span, limits);
        return value.TypeId.Numeric switch
        {
            StructureDefinitionId => reader.ReadStructureDefinition(),
            EnumDefinitionId => reader.ReadEnumDefinition(),
            ArgumentId => reader.ReadMethodArgument(),
            RangeId => reader.ReadValueRange(),
            EngineeringUnitsId => reader.ReadEngineeringUnits(),
            EnumValueTypeId => reader.ReadEnumValueType(),
            _ => null,
        };
    }

    private static ExtensionObject Encode<T>(uint encodingId, T structure, UaWrite<T> write)
    {
        ArgumentNullException.ThrowIfNull(structure);
        using var body = new PooledBufferWriter(256);
        var writer = new UaWriter(body);
        write(ref writer, structure);
        writer.Flush();
        return new ExtensionObject(new NodeId(encodingId), ExtensionBody.Binary, body.WrittenSpan.ToArray());
    }
}
