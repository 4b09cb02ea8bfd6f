using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec;

/// <summary>The structures that describe methods and analog values: Argument (Part 3 §8.6), Range and EUInformation (Part 8 §5.6).</summary>
public static class DescriptionCodec
{
    public static MethodArgument ReadMethodArgument(this ref UaReader reader) => new()
    {
        Name = reader.ReadString(),
        DataType = reader.ReadNodeId(),
        ValueRank = reader.ReadInt32(),
        ArrayDimensions = reader.ReadPlainArray<uint>(),
        Description = reader.ReadLocalizedText(),
    };

    public static void WriteMethodArgument(this ref UaWriter writer, MethodArgument argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        writer.WriteString(argument.Name);
        writer.WriteNodeId(argument.DataType);
        writer.WriteInt32(argument.ValueRank);
        writer.WriteArray(argument.ArrayDimensions, static (ref writer, length) => writer.WriteUInt32(length));
        writer.WriteLocalizedText(argument.Description);
    }

    public static ValueRange ReadValueRange(this ref UaReader reader) => new(reader.ReadDouble(), reader.ReadDouble());

    public static void WriteValueRange(this ref UaWriter writer, ValueRange range)
    {
        writer.WriteDouble(range.Low);
        writer.WriteDouble(range.High);
    }

    public static EngineeringUnits ReadEngineeringUnits(this ref UaReader reader) =>
        new(reader.ReadString(), reader.ReadInt32(), reader.ReadLocalizedText(), reader.ReadLocalizedText());

    public static void WriteEngineeringUnits(this ref UaWriter writer, EngineeringUnits units)
    {
        ArgumentNullException.ThrowIfNull(units);
        writer.WriteString(units.NamespaceUri);
        writer.WriteInt32(units.UnitId);
        writer.WriteLocalizedText(units.DisplayName);
        writer.WriteLocalizedText(units.Description);
    }
}
