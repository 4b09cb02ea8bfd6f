using System.Text.Json;
using IndustrialGateway.Model;

namespace IndustrialGateway.Cli.Output;

/// <summary>
/// Values as JSON: numbers as numbers, NaN and infinities as text, bytes in base64, instants in ISO 8601. A structure tells its type as <c>$type</c>,
/// an item of an array whose items have types of their own as <c>dataType</c>.
/// </summary>
internal static class ValueJson
{
    public static void Write(Utf8JsonWriter json, Value value)
    {
        switch (value)
        {
            case { IsNull: true }:
                json.WriteNullValue();
                break;
            case { IsArray: true }:
                var array = value.AsArray()!; // IsArray says so.
                WriteRows(json, array.ElementType, array.Items, array.Dimensions);
                break;
            case { IsStructure: true }:
                WriteStructure(json, value.DataType, value.AsStructure()!); // IsStructure says so.
                break;
            case { DataType: DataType.Boolean }:
                json.WriteBooleanValue(value.Bits != 0);
                break;
            case { DataType: DataType.Float } when float.IsFinite((float)value.AsDouble()):
                json.WriteNumberValue((float)value.AsDouble());
                break;
            case { DataType: DataType.Double } when double.IsFinite(value.AsDouble()):
                json.WriteNumberValue(value.AsDouble());
                break;
            case { DataType: >= DataType.SByte and <= DataType.Int64 or DataType.StatusCode }:
                json.WriteNumberValue(value.Bits);
                break;
            case { DataType: DataType.UInt64 }:
                json.WriteNumberValue(unchecked((ulong)value.Bits));
                break;
            case { DataType: DataType.DateTime }:
                json.WriteStringValue(Texts.Iso(value.Bits));
                break;
            case var _ when value.AsBytes() is { } bytes:
                json.WriteBase64StringValue(bytes);
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }

    /// <summary>A matrix as an array of its rows.</summary>
    private static void WriteRows(Utf8JsonWriter json, DataType type, ReadOnlySpan<Value> items, ReadOnlySpan<int> dimensions)
    {
        json.WriteStartArray();
        if (dimensions.Length > 1)
        {
            var length = dimensions[0] == 0 ? 0 : items.Length / dimensions[0];
            for (var row = 0; row < dimensions[0]; row++)
            {
                WriteRows(json, type, items.Slice(row * length, length), dimensions[1..]);
            }
        }
        else
        {
            foreach (var item in items)
            {
                WriteItem(json, type, item);
            }
        }

        json.WriteEndArray();
    }

    private static void WriteItem(Utf8JsonWriter json, DataType type, Value item)
    {
        if (type != DataType.Variant)
        {
            Write(json, item);
            return;
        }

        json.WriteStartObject();
        json.WriteString("dataType", item.DataType.ToString());
        json.WritePropertyName("value");
        Write(json, item);
        json.WriteEndObject();
    }

    private static void WriteStructure(Utf8JsonWriter json, DataType type, StructureValue structure)
    {
        json.WriteStartObject();
        if (type == DataType.ExtensionObject)
        {
            json.WriteString("$type", structure.TypeName);
        }

        foreach (var (name, value) in structure.Fields)
        {
            json.WritePropertyName(name);
            Write(json, value);
        }

        json.WriteEndObject();
    }
}
