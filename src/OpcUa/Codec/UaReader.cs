using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec;

/// <summary>Reads one element of an array.</summary>
public delegate T UaRead<out T>(ref UaReader reader);

/// <summary>
/// Reads OPC UA binary (Part 6 §5.2) from one message's bytes. Whatever the bytes are, it throws nothing but <see cref="UaException"/>
/// with BadDecodingError or BadEncodingLimitsExceeded, and takes no more memory than its limits allow.
/// </summary>
public ref struct UaReader
{
    // Object header and method table (16) and the length (8), rounded: what every small object costs besides its content.
    internal const int ObjectOverhead = 24;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly CodecLimits _limits;
    private int _position;
    private int _depth;
    private long _memory;

    public UaReader(ReadOnlySpan<byte> bytes, CodecLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _bytes = bytes;
        _limits = limits;
        _memory = (bytes.Length * (long)limits.MemoryFactor) + limits.MemoryBase;
    }

    /// <summary>A reader of nothing with the memory that so many bytes may take, for values within (<see cref="Within"/>).</summary>
    internal static UaReader OfBudget(long bytes, CodecLimits limits)
    {
        var reader = new UaReader(default, limits);
        reader._memory += bytes * limits.MemoryFactor;
        return reader;
    }

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _position;

    public readonly int Remaining => _bytes.Length - _position;

    public readonly CodecLimits Limits => _limits;

    public bool ReadBoolean() => ReadByte() != 0;

    public byte ReadByte() => Take(1)[0];

    public sbyte ReadSByte() => (sbyte)ReadByte();

    public short ReadInt16() => BinaryPrimitives.ReadInt16LittleEndian(Take(2));

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public UaDateTime ReadDateTime() => new(ReadInt64());

    public StatusCode ReadStatusCode() => new(ReadUInt32());

    public Guid ReadGuid() => new(Take(16));

    /// <summary>UTF-8; what is not valid becomes U+FFFD, so that one mis-encoded text does not cost a whole message.</summary>
    public string? ReadString()
    {
        var length = ReadLength(_limits.MaxStringBytes, "string");
        if (length <= 0)
        {
            return length < 0 ? null : "";
        }

        Charge((2L * length) + ObjectOverhead);
        var bytes = Take(length);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Repaired(bytes);
    }

    public byte[]? ReadByteString()
    {
        var length = ReadLength(_limits.MaxByteStringBytes, "byte string");
        if (length < 0)
        {
            return null;
        }

        Charge(length + ObjectOverhead);
        return Take(length).ToArray();
    }

    /// <summary>The bytes of a ByteString where they lie; valid as long as the message is. Null and empty are both empty.</summary>
    public ReadOnlySpan<byte> ReadByteSpan() => Take(Math.Max(0, ReadLength(_limits.MaxByteStringBytes, "byte string")));

    /// <summary>
    /// The length of an array, or -1 for a null array, after checking that so many elements of at least
    /// <paramref name="minElementBytes"/> (1 or more) can still follow.
    /// </summary>
    public int ReadArrayLength(int minElementBytes) => Checked(ReadInt32(), minElementBytes);

    /// <summary>
    /// An array of structures or built-in types, each at least <paramref name="minElementBytes"/> long; null stays null.
    /// For classes, <paramref name="objectBytes"/> is about what one object takes.
    /// </summary>
    public T[]? ReadArray<T>(int minElementBytes, UaRead<T> read, int objectBytes = 0) =>
        ReadElements(ReadInt32(), minElementBytes, read, objectBytes);

    /// <summary>An array whose elements lie in memory as on the wire (little-endian, as every platform of .NET 10 that we run on).</summary>
    public T[]? ReadPlainArray<T>()
        where T : unmanaged =>
        ReadPlainElements<T>(ReadInt32());

    /// <summary>The elements of an array whose length came before in another form.</summary>
    internal T[]? ReadElements<T>(int count, int minElementBytes, UaRead<T> read, int objectBytes = 0)
    {
        ArgumentNullException.ThrowIfNull(read);
        var array = NewElements<T>(count, minElementBytes, objectBytes);
        for (var i = 0; i < array?.Length; i++)
        {
            array[i] = read(ref this);
        }

        return array;
    }

    /// <summary>Room for the elements of an array, who reads them is the caller; null = there is no array.</summary>
    internal T[]? NewElements<T>(int count, int minElementBytes, int objectBytes = 0)
    {
        var length = Checked(count, minElementBytes);
        if (length <= 0)
        {
            return length < 0 ? null : [];
        }

        Charge(((long)length * (Unsafe.SizeOf<T>() + objectBytes)) + ObjectOverhead);
        return new T[length];
    }

    /// <summary>As <see cref="ReadElements"/> for what lies in memory as on the wire.</summary>
    internal T[]? ReadPlainElements<T>(int count)
        where T : unmanaged
    {
        var length = Checked(count, Unsafe.SizeOf<T>());
        if (length <= 0)
        {
            return length < 0 ? null : [];
        }

        Charge(((long)length * Unsafe.SizeOf<T>()) + ObjectOverhead);
        var array = new T[length];
        Take(length * Unsafe.SizeOf<T>()).CopyTo(MemoryMarshal.AsBytes(array.AsSpan()));
        return array;
    }

    /// <summary>Takes the next bytes where they lie; valid as long as the message is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)(_bytes.Length - _position))
        {
            throw Truncated(count);
        }

        var taken = _bytes.Slice(_position, count);
        _position += count;
        return taken;
    }

    /// <summary>Counts memory about to be taken for what is read.</summary>
    public void Charge(long bytes)
    {
        _memory -= bytes;
        if (_memory < 0)
        {
            throw TooMuchMemory();
        }
    }

    /// <summary>Enters a value that may contain its own kind; <see cref="Leave"/> must follow.</summary>
    internal void Enter()
    {
        if (++_depth > _limits.MaxDepth)
        {
            throw new UaException(
                StatusCode.BadEncodingLimitsExceeded,
                $"Values lie deeper in each other than the limit of {_limits.MaxDepth}.");
        }
    }

    internal void Leave() => _depth--;

    /// <summary>A reader of bytes that lie within this one's values: as deep, and from the same memory; <see cref="TakeBack"/> must follow.</summary>
    internal readonly UaReader Within(ReadOnlySpan<byte> bytes) => new(bytes, _limits) { _depth = _depth, _memory = _memory };

    internal void TakeBack(in UaReader inner) => _memory = inner._memory;

    internal readonly UaException Malformed(string what) =>
        new(StatusCode.BadDecodingError, $"At byte {_position} of {_bytes.Length}: {what}");

    private readonly int Checked(int length, int minElementBytes)
    {
        if (length < -1 || length > Remaining / minElementBytes)
        {
            throw Malformed($"An array of {length} elements does not fit into the {Remaining} bytes that are left.");
        }

        return length <= _limits.MaxArrayLength
            ? length
            : throw new UaException(
                StatusCode.BadEncodingLimitsExceeded,
                $"An array of {length} elements is over the limit of {_limits.MaxArrayLength}.");
    }

    // Encoding.UTF8 takes more than thirty bytes of memory for each byte that is not valid.
    private static string Repaired(ReadOnlySpan<byte> bytes)
    {
        var letters = ArrayPool<char>.Shared.Rent(bytes.Length);
        Utf8.ToUtf16(bytes, letters, out _, out var written, replaceInvalidSequences: true);
        var text = new string(letters, 0, written);
        ArrayPool<char>.Shared.Return(letters);
        return text;
    }

    private int ReadLength(int limit, string what)
    {
        var length = ReadInt32();
        if (length < -1 || length > Remaining)
        {
            throw Malformed($"A {what} of {length} bytes does not fit into the {Remaining} that are left.");
        }

        return length <= limit
            ? length
            : throw new UaException(StatusCode.BadEncodingLimitsExceeded, $"A {what} of {length} bytes is over the limit of {limit}.");
    }

    private readonly UaException Truncated(int count) => Malformed($"{count} bytes were expected, {Remaining} are left.");

    private readonly UaException TooMuchMemory() => new(
        StatusCode.BadEncodingLimitsExceeded,
        $"A message of {_bytes.Length} bytes asks for more than {_limits.MemoryFactor} times its size and {_limits.MemoryBase} bytes of memory.");
}
