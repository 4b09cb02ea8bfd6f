using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>What a server thinks of one element of a where clause (Part 4 §7.7.2).</summary>
public sealed record ContentFilterElementResult(StatusCode Status, StatusCode[] OperandStatuses)
{
    internal const int MinBytes = 12;
    internal const int ObjectBytes = 32;

    internal static ContentFilterElementResult Read(ref UaReader reader)
    {
        var result = new ContentFilterElementResult(reader.ReadStatusCode(), reader.ReadStatusCodes());
        reader.SkipDiagnostics();
        return result;
    }

    internal void Write(ref UaWriter writer)
    {
        writer.WriteStatusCode(Status);
        writer.WritePlainArray(OperandStatuses);
        writer.WriteNoDiagnostics();
    }
}

/// <summary>What a server thinks of an event filter, in <see cref="MonitoredItemCreateResult.FilterResult"/> (Part 4 §7.22.3).</summary>
/// <param name="SelectClauses">One for each, in order; a field with a bad one is null in every event.</param>
/// <param name="WhereClause">One for each element, in order; empty when all are good.</param>
public sealed record EventFilterResult(StatusCode[] SelectClauses, ContentFilterElementResult[] WhereClause)
{
    /// <summary>The result in an extension object; null when it is something else.</summary>
    public static EventFilterResult? Decode(ExtensionObject? body, CodecLimits limits)
    {
        if (body is not { Encoding: ExtensionBody.Binary } || body.TypeId != new NodeId(MessageIds.EventFilterResult))
        {
            return null;
        }

        var reader = new UaReader(body.Body.Span, limits);
        var clauses = reader.ReadStatusCodes();
        reader.SkipDiagnostics();
        var elements = reader.ReadArray(
            ContentFilterElementResult.MinBytes, ContentFilterElementResult.Read, ContentFilterElementResult.ObjectBytes) ?? [];
        reader.SkipDiagnostics();
        return new EventFilterResult(clauses, elements);
    }

    public ExtensionObject ToExtensionObject() => Structures.Wrap(MessageIds.EventFilterResult, this, static (ref writer, result) =>
    {
        writer.WritePlainArray(result.SelectClauses);
        writer.WriteNoDiagnostics();
        writer.WriteArray(result.WhereClause, static (ref writer, element) => element.Write(ref writer));
        writer.WriteNoDiagnostics();
    });
}
