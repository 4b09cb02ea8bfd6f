using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>What a subscription sends at once; without data it is a keep-alive and its number that of the next message (Part 4 §7.26).</summary>
public sealed class NotificationMessage
{
    // An empty notification: a type id, the encoding and nothing.
    private const int MinDataBytes = 3;
    private const int DataObjectBytes = 40;

    public uint SequenceNumber { get; init; }

    public UaDateTime PublishTime { get; init; }

    public NotificationData[] Data { get; init; } = [];

    public bool IsKeepAlive => Data.Length == 0;

    internal static NotificationMessage Read(ref UaReader reader) => new()
    {
        SequenceNumber = reader.ReadUInt32(),
        PublishTime = reader.ReadDateTime(),
        Data = reader.ReadArray(MinDataBytes, NotificationData.Read, DataObjectBytes) ?? [],
    };

    internal void Write(ref UaWriter writer)
    {
        writer.WriteUInt32(SequenceNumber);
        writer.WriteDateTime(PublishTime);
        writer.WriteArray(Data, static (ref writer, data) => data.Write(ref writer));
    }
}
