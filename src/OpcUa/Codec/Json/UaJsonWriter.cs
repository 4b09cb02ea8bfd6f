using System.Globalization;
using System.Text.Json;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec.Json;

/// <summary>
/// Values as JSON for people and programs that know no OPC UA (the VerboseEncoding of Part 6 §5.4): structures as objects with their
/// fields, enumerations as <c>Name_Number</c>, 64-bit integers and what is no finite number as text, matrices as arrays of arrays, namespaces by
/// URI. A body that could not be decoded keeps its type and its bytes in base64.
/// </summary>
public sealed class UaJsonWriter(Utf8JsonWriter json, IReadOnlyList<string> namespaceUris)
{
    private const int MaxDepth = 100;

    private int _depth;

    /// <param name="type">Gives an enumeration's names; may be null.</param>
    /// <exception cref="UaException">BadEncodingLimitsExceeded: the value lies too deep in itself. The output is not complete then.</exception>
    public void Write(in Variant value, DataTypeDescription? type = null)
    {
        if (++_depth > MaxDepth)
        {
            throw new UaException(StatusCode.BadEncodingLimitsExceeded, $"Values lie deeper in each other than the limit of {MaxDepth}.");
        }

        switch (value.Shape)
        {
            case VariantShape.Scalar:
                WriteScalar(value, type);
                break;
            case VariantShape.Array when value.Reference is Array elements:
                WriteRow(value.Type, elements, 0, elements.Length, [], type);
                break;
            case VariantShape.Matrix when value.Reference is VariantMatrix matrix:
                WriteRow(value.Type, matrix.Elements, 0, matrix.Elements.Length, [.. matrix.Dimensions], type);
                break;
            default:
                json.WriteNullValue();
                break;
        }

        _depth--;
    }

    private void WriteRow(BuiltInType builtIn, Array elements, int from, int count, ReadOnlySpan<int> dimensions, DataTypeDescription? type)
    {
        if (++_depth > MaxDepth)
        {
            throw new UaException(StatusCode.BadEncodingLimitsExceeded, $"A matrix has more dimensions than {MaxDepth}.");
        }

        json.WriteStartArray();
        if (dimensions.Length > 1)
        {
            var rowLength = dimensions[0] == 0 ? 0 : count / dimensions[0];
            for (var row = 0; row < dimensions[0]; row++)
            {
                WriteRow(builtIn, elements, from + (row * rowLength), rowLength, dimensions[1..], type);
            }
        }
        else
        {
            for (var i = from; i < from + count; i++)
            {
                Write(VariantArrays.ElementAt(builtIn, elements, i), type);
            }
        }

        json.WriteEndArray();
        _depth--;
    }

    private void WriteScalar(in Variant value, DataTypeDescription? type)
    {
        switch (value.Type)
        {
            case BuiltInType.Null:
                json.WriteNullValue();
                break;
            case BuiltInType.Boolean:
                json.WriteBooleanValue(value.Bits != 0);
                break;
            case BuiltInType.Int32 when type?.Enumeration is { } names && NameOf(names, value.Bits) is { } name:
                json.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{name}_{value.Bits}"));
                break;
            case >= BuiltInType.SByte and <= BuiltInType.UInt32:
                json.WriteNumberValue(value.Bits);
                break;
            case BuiltInType.Int64 or BuiltInType.UInt64:
                json.WriteStringValue(value.ToString());
                break;
            case BuiltInType.Float when float.IsFinite(value.AsSingle()):
                json.WriteNumberValue(value.AsSingle());
                break;
            case BuiltInType.Double when double.IsFinite(value.AsDouble()):
                json.WriteNumberValue(value.AsDouble());
                break;
            case BuiltInType.Float or BuiltInType.Double:
                json.WriteStringValue(value.AsDouble().ToString(CultureInfo.InvariantCulture));
                break;
            case BuiltInType.DateTime:
                json.WriteStringValue(TextOf(value.AsDateTime()));
                break;
            case BuiltInType.StatusCode:
                WriteStatus(value.AsStatusCode());
                break;
            default:
                WriteReference(value.Reference);
                break;
        }
    }

    private void WriteReference(object? reference)
    {
        switch (reference)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case byte[] bytes:
                json.WriteBase64StringValue(bytes);
                break;
            case Guid guid:
                json.WriteStringValue(guid);
                break;
            case NodeId id:
                json.WriteStringValue(TextOf(id));
                break;
            case ExpandedNodeId id:
                json.WriteStringValue(id.NamespaceUri is null && id.IsLocal ? TextOf(id.NodeId) : id.ToString());
                break;
            case QualifiedName name:
                json.WriteStringValue(UriOf(name.NamespaceIndex) is { } uri ? $"nsu={uri};{name.Name}" : name.ToString());
                break;
            case LocalizedText text:
                WriteText(text);
                break;
            case ExtensionObject body:
                WriteBody(body);
                break;
            case DataValue value:
                WriteDataValue(value);
                break;
            case DiagnosticInfo info:
                json.WriteStringValue(info.ToString());
                break;
            default:
                throw new UaException(StatusCode.BadEncodingError, $"A {reference.GetType().Name} has no JSON form.");
        }
    }

    private void WriteBody(ExtensionObject body)
    {
        if (body.IsNull)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        if (body.Structure is { } structure)
        {
            foreach (var field in structure.Fields)
            {
                json.WritePropertyName(field.Name);
                Write(field.Value, field.Type);
            }
        }
        else
        {
            json.WriteString("UaTypeId", TextOf(body.TypeId));
            json.WriteNumber("UaEncoding", (int)body.Encoding);
            json.WriteBase64String("UaBody", body.Body.Span);
        }

        json.WriteEndObject();
    }

    private void WriteDataValue(DataValue value)
    {
        json.WriteStartObject();
        json.WritePropertyName("Value");
        Write(value.Value);
        json.WritePropertyName("StatusCode");
        WriteStatus(value.Status);
        if (!value.SourceTimestamp.IsNull)
        {
            json.WriteString("SourceTimestamp", TextOf(value.SourceTimestamp));
        }

        if (!value.ServerTimestamp.IsNull)
        {
            json.WriteString("ServerTimestamp", TextOf(value.ServerTimestamp));
        }

        json.WriteEndObject();
    }

    private void WriteText(LocalizedText text)
    {
        json.WriteStartObject();
        if (text.Locale is not null)
        {
            json.WriteString("Locale", text.Locale);
        }

        json.WriteString("Text", text.Text);
        json.WriteEndObject();
    }

    private void WriteStatus(StatusCode status)
    {
        json.WriteStartObject();
        json.WriteNumber("Code", status.Value);
        json.WriteString("Symbol", status.ToString());
        json.WriteEndObject();
    }

    private static string? NameOf(EnumDefinition names, long value) =>
        names.Fields.FirstOrDefault(field => field.Value == value)?.Name;

    /// <summary>What no calendar can hold is its first or last instant (Part 6 §5.4.2.6).</summary>
    private static string TextOf(UaDateTime time) =>
        time.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private string TextOf(NodeId id) =>
        UriOf(id.NamespaceIndex) is { } uri ? new ExpandedNodeId(id.InNamespace(0), uri).ToString() : id.ToString();

    private string? UriOf(ushort index) => index > 0 && index < namespaceUris.Count ? namespaceUris[index] : null;
}
