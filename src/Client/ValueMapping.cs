using Google.Protobuf.WellKnownTypes;
using IndustrialGateway.Model;
using IndustrialGateway.V1;
using DataType = IndustrialGateway.Model.DataType;
using Value = IndustrialGateway.Model.Value;
using ValueKind = IndustrialGateway.Model.ValueKind;

namespace IndustrialGateway.Client;

/// <summary>The API's values as the model's: the type survives from the machine to the app.</summary>
public static class ValueMapping
{
    /// <summary>A value that is absent is <see cref="Value.Null"/>, one without a kind the null of its type.</summary>
    public static Value ToModel(this PointValue? value) => value?.KindCase switch
    {
        PointValue.KindOneofCase.Boolean => Value.Of(value.Boolean),
        PointValue.KindOneofCase.Integer => Number(TypeOf(value), DataType.Int64, value.Integer),
        PointValue.KindOneofCase.Unsigned => Number(TypeOf(value), DataType.UInt64, unchecked((long)value.Unsigned)),
        PointValue.KindOneofCase.Float => Value.Of(value.Float),
        PointValue.KindOneofCase.Double => Value.Of(value.Double),
        PointValue.KindOneofCase.Text => Text(TypeOf(value), value.Text),
        PointValue.KindOneofCase.Bytes => Bytes(TypeOf(value), value.Bytes.ToByteArray()),
        PointValue.KindOneofCase.Time => Value.OfDateTime(value.Time.ToTicks()),
        PointValue.KindOneofCase.Array => Array(TypeOf(value), value.Array),
        PointValue.KindOneofCase.Structure => Structure(TypeOf(value), value.Structure),
        _ => Value.NullOf(value is null ? DataType.Null : TypeOf(value)),
    };

    /// <summary>The texts of a point's numbers, to be found by number.</summary>
    public static EnumTexts ToModel(this IEnumerable<V1.EnumText> texts) =>
        EnumTexts.Of(texts.Select(text => new Model.EnumText(text.Field, text.Value, text.Text)));

    /// <summary>100 ns ticks since 1601; 0 for none and for what ticks cannot hold.</summary>
    public static long ToTicks(this Timestamp? time) =>
        time is not null && UaTime.TryFromTimestamp(time.Seconds, time.Nanos, out var ticks) ? ticks : 0;

    /// <summary>A type that this library does not know yet is none.</summary>
    private static DataType TypeOf(PointValue value) =>
        value.DataType <= V1.DataType.DiagnosticInfo ? (DataType)value.DataType : DataType.Null;

    private static Value Number(DataType type, DataType otherwise, long bits) =>
        type is (>= DataType.SByte and <= DataType.UInt64) or DataType.DateTime or DataType.StatusCode
            ? Value.OfBits(type, bits)
            : Value.OfBits(otherwise, bits);

    private static Value Text(DataType type, string text) =>
        ValueKinds.OfScalar(type) == ValueKind.Text ? Value.Of(type, text) : Value.Of(text);

    private static Value Bytes(DataType type, byte[] bytes) => type switch
    {
        DataType.Guid when bytes.Length == 16 => Value.Of(new Guid(bytes, bigEndian: true)),
        DataType.ByteString or >= DataType.LocalizedText => Value.Of(type, bytes),
        _ => Value.Of(bytes),
    };

    private static Value Array(DataType type, ValueArray array)
    {
        var items = array.Items.Select(ToModel).ToArray();
        var dimensions = array.Dimensions.Select(length => (int)length).ToArray();
        return Value.OfArray(ArrayValue.Fits(dimensions, items.Length)
            ? new ArrayValue(type, items, dimensions)
            : new ArrayValue(type, items));
    }

    private static Value Structure(DataType type, ValueStructure structure)
    {
        var fields = structure.Fields.Select(field => (field.Name, field.Value.ToModel())).ToArray();
        var value = new StructureValue(structure.TypeName, fields);
        return type >= DataType.LocalizedText ? Value.OfStructure(value, type) : Value.OfStructure(value);
    }
}
