using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.EndToEnd.Types;

/// <summary>Values that a reader gets as structures, part by part.</summary>
internal static class Parts
{
    /// <summary>Of a number or a text with at most a source time.</summary>
    public static Value Read(DataValue value)
    {
        List<(string, Value)> parts =
        [
            ("value", value.Value.TryGet(out string? text) ? Value.Of(text) : Value.Of((int)value.Value.AsInt64())),
            ("statusCode", Value.OfStatusCode(value.Status.Value)),
        ];
        if (!value.SourceTimestamp.IsNull)
        {
            parts.Add(("sourceTimestamp", Value.OfDateTime(value.SourceTimestamp.Ticks)));
            parts.Add(("sourcePicoseconds", Value.Of(value.SourcePicoseconds)));
        }

        return Value.OfStructure(new StructureValue("DataValue", [.. parts]), DataType.DataValue);
    }

    /// <summary>Of one with symbolic id, text and an inner one of a status.</summary>
    public static Value Read(DiagnosticInfo info) => Value.OfStructure(
        new StructureValue(
            "DiagnosticInfo",
            ("symbolicId", Value.Of(info.SymbolicId)),
            ("additionalInfo", Value.Of(info.AdditionalInfo)),
            (
                "innerDiagnosticInfo",
                Value.OfStructure(
                    new StructureValue("DiagnosticInfo", ("innerStatusCode", Value.OfStatusCode(info.Inner!.InnerStatusCode.Value))), // as the caller says
                    DataType.DiagnosticInfo))),
        DataType.DiagnosticInfo);
}

/// <summary>Structures of a type that nobody describes.</summary>
internal static class Bodies
{
    public static readonly ExtensionObject Unknown = new(new NodeId(77, 1), ExtensionBody.Binary, (byte[])[1, 2]);

    public static Value Read(ExtensionObject body, string uri) => body.IsNull
        ? Value.NullOf(DataType.ExtensionObject)
        : Value.OfStructure(new StructureValue($"nsu={uri};i={body.TypeId.Numeric}", ("binary", Value.Of(body.Body.ToArray()))));
}
