using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>What stands before every response (Part 4 §7.34).</summary>
public sealed record ResponseHeader
{
    public static ResponseHeader Empty { get; } = new();

    public UaDateTime Timestamp { get; init; }

    public uint RequestHandle { get; init; }

    public StatusCode ServiceResult { get; init; }

    public DiagnosticInfo? ServiceDiagnostics { get; init; }

    public string?[]? StringTable { get; init; }

    public ExtensionObject AdditionalHeader { get; init; } = ExtensionObject.Null;

    internal static ResponseHeader Read(ref UaReader reader) => new()
    {
        Timestamp = reader.ReadDateTime(),
        RequestHandle = reader.ReadUInt32(),
        ServiceResult = reader.ReadStatusCode(),
        ServiceDiagnostics = reader.ReadDiagnosticInfo(),
        StringTable = reader.ReadArray(4, static (ref reader) => reader.ReadString()),
        AdditionalHeader = reader.ReadExtensionObject(),
    };

    internal void Write(ref UaWriter writer)
    {
        writer.WriteDateTime(Timestamp);
        writer.WriteUInt32(RequestHandle);
        writer.WriteStatusCode(ServiceResult);
        writer.WriteDiagnosticInfo(ServiceDiagnostics);
        writer.WriteArray(StringTable, static (ref writer, text) => writer.WriteString(text));
        writer.WriteExtensionObject(AdditionalHeader);
    }
}
