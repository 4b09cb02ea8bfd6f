using System.Buffers.Binary;

namespace IndustrialGateway.Cli.Capture;

/// <summary>Writes a capture file of IP packets (pcapng, draft-ietf-opsawg-pcapng). Safe for many threads.</summary>
internal sealed class PcapNgWriter : IDisposable
{
    private const uint SectionHeader = 0x0A0D0D0A;
    private const uint InterfaceDescription = 1;
    private const uint EnhancedPacket = 6;
    private const uint DecryptionSecrets = 10;
    private const uint ByteOrderMagic = 0x1A2B3C4D;
    private const uint OpcUaKeyLog = 0x55414B4C;
    private const ushort RawIp = 101;
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000;

    private readonly Lock _writing = new();
    private readonly Stream _output;

    /// <param name="output">Closed with the writer.</param>
    public PcapNgWriter(Stream output)
    {
        _output = output;
        Span<byte> section = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(section, ByteOrderMagic);
        BinaryPrimitives.WriteUInt16LittleEndian(section[4..], 1); // version 1.0
        BinaryPrimitives.WriteInt64LittleEndian(section[8..], -1); // a section of unknown length
        WriteBlock(SectionHeader, section, []);
        Span<byte> description = stackalloc byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(description, RawIp);
        WriteBlock(InterfaceDescription, description, []); // no limit of length; times in microseconds
    }

    /// <summary>How many packets there are.</summary>
    public int Packets { get; private set; }

    /// <summary>Keys in the form of an OPC UA key log: Wireshark (4.6 and later) takes them from the file without being told.</summary>
    public void WriteKeys(ReadOnlySpan<byte> keyLog)
    {
        Span<byte> head = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(head, OpcUaKeyLog);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], keyLog.Length);
        lock (_writing)
        {
            WriteBlock(DecryptionSecrets, head, keyLog);
        }
    }

    public void WritePacket(DateTimeOffset time, ReadOnlySpan<byte> packet)
    {
        var microseconds = (time - DateTimeOffset.UnixEpoch).Ticks / TicksPerMicrosecond;
        Span<byte> head = stackalloc byte[20];
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], (uint)(microseconds >> 32));
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], (uint)microseconds);
        BinaryPrimitives.WriteInt32LittleEndian(head[12..], packet.Length); // captured
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], packet.Length); // on the wire
        lock (_writing)
        {
            WriteBlock(EnhancedPacket, head, packet);
            Packets++;
        }
    }

    public void Dispose() => _output.Dispose();

    private void WriteBlock(uint type, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var padding = -(head.Length + body.Length) & 3;
        Span<byte> frame = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, type);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], 12 + head.Length + body.Length + padding);
        _output.Write(frame);
        _output.Write(head);
        _output.Write(body);
        _output.Write([0, 0, 0], 0, padding);
        _output.Write(frame[4..]);
    }
}
