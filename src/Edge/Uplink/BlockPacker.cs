using System.Buffers;
using Google.Protobuf;
using IndustrialGateway.Edge.Uplink.Sending;
using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>Gathers consecutive records into the content of one block (ingest.proto, RecordBlock). Keeps its memory; one thread at a time.</summary>
/// <param name="maxBytes">What the platform takes at most.</param>
/// <param name="compressor">Compresses blocks that are to be.</param>
internal sealed class BlockPacker(int maxBytes, BlockCompressor compressor)
{
    private const byte RecordsTag = (1 << 3) | 2;

    private readonly ArrayBufferWriter<byte> _content = new(64 << 10);

    public long First { get; private set; }

    public int Count { get; private set; }

    public int Bytes => _content.WrittenCount;

    /// <summary>Whether a record of this size can go into an empty block at all.</summary>
    public bool CanEverTake(ReadOnlyMemory<byte> record) => Framed(record.Length) <= maxBytes;

    /// <summary>False = it does not follow on or there is no room: send what is there first.</summary>
    /// <param name="sequence">Of the record.</param>
    /// <param name="record">As it lies in the buffer.</param>
    /// <param name="targetBytes">Content before compression grows to this.</param>
    /// <param name="mostBytes">A single record may be as large as this.</param>
    public bool TryAdd(long sequence, ReadOnlySpan<byte> record, int targetBytes, int mostBytes)
    {
        var bytes = Bytes + Framed(record.Length);
        if (Count > 0 ? sequence != First + Count || bytes > Math.Min(targetBytes, maxBytes) : bytes > mostBytes)
        {
            return false;
        }

        First = Count == 0 ? sequence : First;
        Count++;
        var span = _content.GetSpan(Framed(record.Length));
        span[0] = RecordsTag;
        var position = 1;
        var length = (uint)record.Length;
        while (length >= 0x80)
        {
            span[position++] = (byte)(length | 0x80);
            length >>= 7;
        }

        span[position++] = (byte)length;
        record.CopyTo(span[position..]);
        _content.Advance(position + record.Length);
        return true;
    }

    /// <summary>The block; its content is valid until <see cref="Clear"/>.</summary>
    public Block Pack(Log log, bool backlog, bool compress)
    {
        var (codec, content) = compress ? compressor.Compress(_content.WrittenMemory) : (Codec.None, _content.WrittenMemory);
        return new Block
        {
            Log = log,
            FirstSequence = (ulong)First,
            RecordCount = (uint)Count,
            Codec = codec,
            Content = UnsafeByteOperations.UnsafeWrap(content),
            ContentBytes = (uint)Bytes,
            Backlog = backlog,
        };
    }

    public void Clear()
    {
        _content.ResetWrittenCount();
        Count = 0;
    }

    private static int Framed(int length)
    {
        var size = 2 + length;
        for (var rest = (uint)length >> 7; rest != 0; rest >>= 7)
        {
            size++;
        }

        return size;
    }
}
