using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>Fields that many messages share. A null array means the same as an empty one in every service (Part 4 §5.3).</summary>
internal static class MessageFields
{
    public static string[] ReadStrings(this ref UaReader reader) =>
        reader.ReadArray(4, static (ref reader) => reader.ReadString() ?? "") ?? [];

    public static void WriteStrings(this ref UaWriter writer, string[] values) =>
        writer.WriteArray(values, static (ref writer, value) => writer.WriteString(value));

    public static NodeId[] ReadNodeIds(this ref UaReader reader) =>
        reader.ReadArray(2, static (ref reader) => reader.ReadNodeId()) ?? [];

    public static void WriteNodeIds(this ref UaWriter writer, NodeId[] values) =>
        writer.WriteArray(values, static (ref writer, value) => writer.WriteNodeId(value));

    public static StatusCode[] ReadStatusCodes(this ref UaReader reader) => reader.ReadPlainArray<StatusCode>() ?? [];

    /// <summary>Diagnostics per operation are never asked for; what a peer sends all the same is read and dropped.</summary>
    public static void SkipDiagnostics(this ref UaReader reader)
    {
        for (var left = reader.ReadArrayLength(1); left > 0; left--)
        {
            reader.ReadDiagnosticInfo();
        }
    }

    public static void WriteNoDiagnostics(this ref UaWriter writer) => writer.WriteInt32(-1);
}
