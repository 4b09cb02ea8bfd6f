using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using IndustrialGateway.Cli.Output;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Codec.Json;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary>An OPC UA server's values for people and for programs: structures by their fields, enumerations by their names.</summary>
internal sealed class MachineValues(UaSession session)
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For people: what has an inside as JSON, everything else as it is.</summary>
    /// <param name="type">Of an enumeration: gives the names.</param>
    public string Text(in Variant value, DataTypeDescription? type = null)
    {
        if (value.Type is not (BuiltInType.ExtensionObject or BuiltInType.Variant) && type?.Enumeration is null)
        {
            return value.ToString();
        }

        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Readable))
        {
            Write(json, value, type);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    public void Write(Utf8JsonWriter json, in Variant value, DataTypeDescription? type = null) =>
        new UaJsonWriter(json, session.Namespaces.Uris).Write(value, type);

    /// <summary>A value as members of an object, the same in every command.</summary>
    public void WriteFields(Utf8JsonWriter json, in DataValue value, DataTypeDescription? type = null)
    {
        json.WritePropertyName("value");
        Write(json, value.Value, type);
        json.WriteString("dataType", TypeName(value.Value, type));
        json.WriteString("status", value.Status.ToString());
        json.WriteNumber("statusCode", value.Status.Value);
        json.WriteString("sourceTime", value.SourceTimestamp.IsNull ? null : Texts.Iso(value.SourceTimestamp.Ticks));
        json.WriteString("serverTime", value.ServerTimestamp.IsNull ? null : Texts.Iso(value.ServerTimestamp.Ticks));
    }

    /// <summary>The name of the type that the server gives the value, else of what carries it; with <c>[]</c> for an array.</summary>
    public static string TypeName(in Variant value, DataTypeDescription? type = null)
    {
        var name = StructureIn(value)?.Type.Name.Name
            ?? (type is { Enumeration: not null } or { Structure: not null } ? type.Name.Name : null)
            ?? value.Type.ToString();
        return value.Shape == VariantShape.Scalar ? name : $"{name}[]";
    }

    private static UaStructure? StructureIn(in Variant value) => value.Reference switch
    {
        ExtensionObject body => body.Structure,
        ExtensionObject[] bodies => bodies.Select(body => body?.Structure).FirstOrDefault(structure => structure is not null),
        _ => null,
    };
}
