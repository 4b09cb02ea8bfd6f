using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>What stands before every request (Part 4 §7.33).</summary>
public sealed record RequestHeader
{
    public static RequestHeader Empty { get; } = new();

    /// <summary>The session's secret; null before there is a session.</summary>
    public NodeId AuthenticationToken { get; init; }

    public UaDateTime Timestamp { get; init; }

    public uint RequestHandle { get; init; }

    /// <summary>Which diagnostics the client wants, as bits; 0 is none.</summary>
    public uint ReturnDiagnostics { get; init; }

    public string? AuditEntryId { get; init; }

    /// <summary>After how many milliseconds the client no longer waits; 0 is never.</summary>
    public uint TimeoutHint { get; init; }

    public ExtensionObject AdditionalHeader { get; init; } = ExtensionObject.Null;

    internal static RequestHeader Read(ref UaReader reader) => new()
    {
        AuthenticationToken = reader.ReadNodeId(),
        Timestamp = reader.ReadDateTime(),
        RequestHandle = reader.ReadUInt32(),
        ReturnDiagnostics = reader.ReadUInt32(),
        AuditEntryId = reader.ReadString(),
        TimeoutHint = reader.ReadUInt32(),
        AdditionalHeader = reader.ReadExtensionObject(),
    };

    internal void Write(ref UaWriter writer)
    {
        writer.WriteNodeId(AuthenticationToken);
        writer.WriteDateTime(Timestamp);
        writer.WriteUInt32(RequestHandle);
        writer.WriteUInt32(ReturnDiagnostics);
        writer.WriteString(AuditEntryId);
        writer.WriteUInt32(TimeoutHint);
        writer.WriteExtensionObject(AdditionalHeader);
    }
}
