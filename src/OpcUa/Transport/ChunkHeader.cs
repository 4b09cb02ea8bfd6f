using System.Buffers.Binary;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Transport;

/// <summary>The first eight bytes of every chunk: what it is, whether it is the last of its message, and its size (Part 6 §7.1.2.2).</summary>
public readonly record struct ChunkHeader(MessageType Type, ChunkKind Kind, int Size)
{
    public const int Length = 8;

    /// <summary>Reads and checks a header; <paramref name="maxSize"/> bounds the size before anyone allocates for it.</summary>
    /// <exception cref="UaException">BadTcpMessageTypeInvalid or BadTcpMessageTooLarge.</exception>
    public static ChunkHeader Read(ReadOnlySpan<byte> bytes, int maxSize)
    {
        var word = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        var type = (MessageType)(word & 0xFFFFFF);
        var kind = (ChunkKind)(word >> 24);
        if (!IsKnown(type, kind))
        {
            throw new UaException(
                StatusCode.BadTcpMessageTypeInvalid,
                $"Expected the start of an OPC UA chunk (HEL, ACK, ERR, RHE, OPN, MSG or CLO), but the bytes {Convert.ToHexString(bytes[..4])} came.");
        }

        if (size < Length || size > (uint)maxSize)
        {
            throw new UaException(StatusCode.BadTcpMessageTooLarge, $"A chunk of {size} bytes is outside {Length}..{maxSize}.");
        }

        return new ChunkHeader(type, kind, (int)size);
    }

    public static void Write(Span<byte> destination, MessageType type, ChunkKind kind, int size)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)type | ((uint)kind << 24));
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], size);
    }

    // Only a MSG may come in several chunks.
    private static bool IsKnown(MessageType type, ChunkKind kind) => type switch
    {
        MessageType.Message => kind is ChunkKind.Final or ChunkKind.Intermediate or ChunkKind.Abort,
        MessageType.Hello or MessageType.Acknowledge or MessageType.Error or MessageType.ReverseHello or MessageType.OpenChannel
            or MessageType.CloseChannel => kind == ChunkKind.Final,
        _ => false,
    };
}
