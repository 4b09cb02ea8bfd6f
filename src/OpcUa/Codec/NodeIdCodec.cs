using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec;

/// <summary>NodeId and ExpandedNodeId, written in their shortest form (Part 6 §5.2.2.9 and §5.2.2.10).</summary>
public static class NodeIdCodec
{
    private const byte TwoByte = 0;
    private const byte FourByte = 1;
    private const byte NumericForm = 2;
    private const byte StringForm = 3;
    private const byte GuidForm = 4;
    private const byte OpaqueForm = 5;
    private const byte HasServerIndex = 0x40;
    private const byte HasNamespaceUri = 0x80;

    public static NodeId ReadNodeId(this ref UaReader reader) => Read(ref reader, reader.ReadByte());

    public static ExpandedNodeId ReadExpandedNodeId(this ref UaReader reader)
    {
        var form = reader.ReadByte();
        var id = Read(ref reader, (byte)(form & ~(HasServerIndex | HasNamespaceUri)));
        var uri = (form & HasNamespaceUri) != 0 ? reader.ReadString() : null;
        var server = (form & HasServerIndex) != 0 ? reader.ReadUInt32() : 0;
        return new ExpandedNodeId(id, uri, server);
    }

    public static void WriteNodeId(this ref UaWriter writer, NodeId id) => Write(ref writer, id, flags: 0);

    public static void WriteExpandedNodeId(this ref UaWriter writer, ExpandedNodeId id)
    {
        var flags = (id.NamespaceUri is null ? 0 : HasNamespaceUri) | (id.ServerIndex == 0 ? 0 : HasServerIndex);
        Write(ref writer, id.NodeId, (byte)flags);
        if (id.NamespaceUri is not null)
        {
            writer.WriteString(id.NamespaceUri);
        }

        if (id.ServerIndex != 0)
        {
            writer.WriteUInt32(id.ServerIndex);
        }
    }

    private static NodeId Read(ref UaReader reader, byte form)
    {
        switch (form)
        {
            case TwoByte:
                return new NodeId(reader.ReadByte());
            case FourByte:
                var shortIndex = reader.ReadByte();
                return new NodeId(reader.ReadUInt16(), shortIndex);
            case NumericForm:
                var index = reader.ReadUInt16();
                return new NodeId(reader.ReadUInt32(), index);
            case StringForm:
                index = reader.ReadUInt16();
                return new NodeId(reader.ReadString(), index);
            case GuidForm:
                index = reader.ReadUInt16();
                reader.Charge(UaReader.ObjectOverhead + 16);
                return new NodeId(reader.ReadGuid(), index);
            case OpaqueForm:
                index = reader.ReadUInt16();
                return new NodeId(reader.ReadByteString(), index);
            default:
                throw reader.Malformed($"0x{form:X2} is no form of a node id.");
        }
    }

    private static void Write(ref UaWriter writer, NodeId id, byte flags)
    {
        switch (id.IdType)
        {
            case IdType.Numeric when id.NamespaceIndex == 0 && id.Numeric <= byte.MaxValue:
                writer.WriteByte((byte)(TwoByte | flags));
                writer.WriteByte((byte)id.Numeric);
                break;
            case IdType.Numeric when id.NamespaceIndex <= byte.MaxValue && id.Numeric <= ushort.MaxValue:
                writer.WriteByte((byte)(FourByte | flags));
                writer.WriteByte((byte)id.NamespaceIndex);
                writer.WriteUInt16((ushort)id.Numeric);
                break;
            case IdType.Numeric:
                writer.WriteByte((byte)(NumericForm | flags));
                writer.WriteUInt16(id.NamespaceIndex);
                writer.WriteUInt32(id.Numeric);
                break;
            case IdType.String:
                writer.WriteByte((byte)(StringForm | flags));
                writer.WriteUInt16(id.NamespaceIndex);
                writer.WriteString(id.Text);
                break;
            case IdType.Guid:
                writer.WriteByte((byte)(GuidForm | flags));
                writer.WriteUInt16(id.NamespaceIndex);
                writer.WriteGuid(id.Guid);
                break;
            default:
                writer.WriteByte((byte)(OpaqueForm | flags));
                writer.WriteUInt16(id.NamespaceIndex);
                writer.WriteByteSpan(id.Opaque.Span);
                break;
        }
    }
}
