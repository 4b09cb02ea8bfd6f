using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec;

/// <summary>DataValue: a mask and only the fields that are there (Part 6 §5.2.2.17).</summary>
public static class DataValueCodec
{
    private const int HasValue = 0x01;
    private const int HasStatus = 0x02;
    private const int HasSourceTimestamp = 0x04;
    private const int HasServerTimestamp = 0x08;
    private const int HasSourcePicoseconds = 0x10;
    private const int HasServerPicoseconds = 0x20;
    private const int Reserved = 0xC0;

    // "Values that are 10 000 or more are treated as 9 999" (Part 4 §7.11).
    private const ushort MaxPicoseconds = 9999;

    public static DataValue ReadDataValue(this ref UaReader reader)
    {
        var mask = reader.ReadByte();
        if ((mask & Reserved) != 0)
        {
            throw reader.Malformed($"0x{mask:X2} is no mask of a data value.");
        }

        reader.Enter();
        var value = (mask & HasValue) != 0 ? reader.ReadVariant() : default;
        var status = (mask & HasStatus) != 0 ? reader.ReadStatusCode() : default;
        var source = (mask & HasSourceTimestamp) != 0 ? reader.ReadDateTime() : default;
        var sourcePicoseconds = (mask & HasSourcePicoseconds) != 0 ? ReadPicoseconds(ref reader) : (ushort)0;
        var server = (mask & HasServerTimestamp) != 0 ? reader.ReadDateTime() : default;
        var serverPicoseconds = (mask & HasServerPicoseconds) != 0 ? ReadPicoseconds(ref reader) : (ushort)0;
        reader.Leave();
        return new DataValue(value, status, source, sourcePicoseconds, server, serverPicoseconds);
    }

    private static ushort ReadPicoseconds(ref UaReader reader) => Math.Min(reader.ReadUInt16(), MaxPicoseconds);

    public static void WriteDataValue(this ref UaWriter writer, in DataValue value)
    {
        var mask = (value.Value.IsNull ? 0 : HasValue)
            | (value.Status == default ? 0 : HasStatus)
            | (value.SourceTimestamp.IsNull ? 0 : HasSourceTimestamp)
            | (value.ServerTimestamp.IsNull ? 0 : HasServerTimestamp)
            | (value.SourcePicoseconds == 0 ? 0 : HasSourcePicoseconds)
            | (value.ServerPicoseconds == 0 ? 0 : HasServerPicoseconds);
        writer.WriteByte((byte)mask);
        if ((mask & HasValue) != 0)
        {
            writer.WriteVariant(value.Value);
        }

        if ((mask & HasStatus) != 0)
        {
            writer.WriteStatusCode(value.Status);
        }

        if ((mask & HasSourceTimestamp) != 0)
        {
            writer.WriteDateTime(value.SourceTimestamp);
        }

        if ((mask & HasSourcePicoseconds) != 0)
        {
            writer.WriteUInt16(value.SourcePicoseconds);
        }

        if ((mask & HasServerTimestamp) != 0)
        {
            writer.WriteDateTime(value.ServerTimestamp);
        }

        if ((mask & HasServerPicoseconds) != 0)
        {
            writer.WriteUInt16(value.ServerPicoseconds);
        }
    }
}
