using System.Globalization;

namespace IndustrialGateway.Model;

/// <summary>
/// One value of any OPC UA type in 24 bytes: numbers in place, everything else by reference. Equality is bit for bit:
/// NaN payloads count and −0.0 is not 0.0.
/// </summary>
public readonly record struct Value
{
    // What stands for a number that is not there, which without it would be a zero.
    private static readonly Nothing NoNumber = new();

    private readonly long _bits;
    private readonly object? _reference;

    private Value(DataType type, long bits, object? reference)
    {
        DataType = type;
        _bits = bits;
        _reference = reference;
    }

    /// <summary>The source gave no value.</summary>
    public static Value Null => default;

    /// <summary>Of an array, the type of its items.</summary>
    public DataType DataType { get; }

    /// <summary>No value, or a text, byte string, array or structure that is null.</summary>
    public bool IsNull => _reference is null
        ? DataType == DataType.Null || ValueKinds.OfScalar(DataType) >= ValueKind.Text
        : _reference is Nothing;

    public bool IsArray => _reference is ArrayValue;

    public bool IsStructure => _reference is StructureValue;

    /// <summary>A scalar of a number type, Boolean, DateTime or StatusCode, held in place.</summary>
    public bool IsNumber => _reference is null && ValueKinds.OfScalar(DataType) is > ValueKind.None and < ValueKind.Text;

    /// <summary>The column it takes when nothing better is known of its point.</summary>
    public ValueKind Kind => (_reference is null or ArrayValue or StructureValue or Nothing) && !IsNumber
        ? ValueKind.Composite
        : ValueKinds.OfScalar(DataType);

    /// <summary>The raw 64 bits of a number: two's complement, or IEEE 754 (a Float in the low half).</summary>
    public long Bits => _bits;

    internal object? Reference => _reference;

    internal int Depth => _reference switch
    {
        ArrayValue array => array.Depth,
        StructureValue structure => structure.Depth,
        _ => 0,
    };

    public static Value Of(bool value) => new(DataType.Boolean, value ? 1 : 0, null);

    public static Value Of(sbyte value) => new(DataType.SByte, value, null);

    public static Value Of(byte value) => new(DataType.Byte, value, null);

    public static Value Of(short value) => new(DataType.Int16, value, null);

    public static Value Of(ushort value) => new(DataType.UInt16, value, null);

    public static Value Of(int value) => new(DataType.Int32, value, null);

    public static Value Of(uint value) => new(DataType.UInt32, value, null);

    public static Value Of(long value) => new(DataType.Int64, value, null);

    public static Value Of(ulong value) => new(DataType.UInt64, unchecked((long)value), null);

    public static Value Of(float value) => new(DataType.Float, BitConverter.SingleToUInt32Bits(value), null);

    public static Value Of(double value) => new(DataType.Double, BitConverter.DoubleToInt64Bits(value), null);

    public static Value Of(string? value) => new(DataType.String, 0, value);

    /// <summary>A ByteString; takes the array over.</summary>
    public static Value Of(byte[]? value) => new(DataType.ByteString, 0, value);

    public static Value Of(Guid value) => new(DataType.Guid, 0, value);

    /// <summary>An instant in 100 ns ticks since 1601.</summary>
    public static Value OfDateTime(long ticks) => new(DataType.DateTime, ticks, null);

    public static Value OfStatusCode(uint status) => new(DataType.StatusCode, status, null);

    /// <summary>A type that has a text form: String, XmlElement, NodeId, ExpandedNodeId, QualifiedName.</summary>
    public static Value Of(DataType type, string? text) => ValueKinds.OfScalar(type) == ValueKind.Text
        ? new(type, 0, text)
        : throw new ArgumentOutOfRangeException(nameof(type), type, "The type has no text form.");

    /// <summary>Bytes that are kept as they came: a ByteString, or the undecoded body of a complex type. Takes the array over.</summary>
    public static Value Of(DataType type, byte[]? bytes) => type == DataType.ByteString || IsComposite(type)
        ? new(type, 0, bytes)
        : throw new ArgumentOutOfRangeException(nameof(type), type, "The type is not kept as bytes.");

    /// <summary>A scalar held in place from its raw bits, as <see cref="Bits"/> gives them; the bits must be in the type's range.</summary>
    public static Value OfBits(DataType type, long bits) =>
        ValueKinds.OfScalar(type) is > ValueKind.None and < ValueKind.Text
            ? new(type, bits, null)
            : throw new ArgumentOutOfRangeException(nameof(type), type, "The type is not held in place.");

    /// <summary>As <see cref="OfBits"/> for a caller that has checked the type.</summary>
    internal static Value OfCheckedBits(DataType type, long bits) => new(type, bits, null);

    /// <summary>No value of a type that is known: an array that is null, or a text.</summary>
    public static Value NullOf(DataType type) =>
        new(type, 0, ValueKinds.OfScalar(type) is > ValueKind.None and < ValueKind.Text ? NoNumber : null);

    public static Value OfArray(ArrayValue array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return new(array.ElementType, 0, array);
    }

    /// <summary>A structure; of LocalizedText, DataValue and the like give their own type.</summary>
    public static Value OfStructure(StructureValue structure, DataType type = DataType.ExtensionObject)
    {
        ArgumentNullException.ThrowIfNull(structure);
        return IsComposite(type)
            ? new(type, 0, structure)
            : throw new ArgumentOutOfRangeException(nameof(type), type, "The type is no structure.");
    }

    /// <summary>A LocalizedText as the structure of its two parts.</summary>
    public static Value OfLocalizedText(string? locale, string? text) => OfStructure(
        new StructureValue(nameof(DataType.LocalizedText), ("locale", Of(locale)), ("text", Of(text))),
        DataType.LocalizedText);

    /// <summary>The number as a double, Booleans as 0 and 1; NaN for what is no number.</summary>
    public double AsDouble() => !IsNumber ? double.NaN : DataType switch
    {
        DataType.Double => BitConverter.Int64BitsToDouble(_bits),
        DataType.Float => BitConverter.UInt32BitsToSingle((uint)_bits),
        DataType.UInt64 => unchecked((ulong)_bits),
        _ => _bits,
    };

    /// <summary>The integer; null for what is none or does not fit.</summary>
    public long? AsInt64() => !IsNumber || DataType is DataType.Float or DataType.Double ||
        (DataType == DataType.UInt64 && _bits < 0) ? null : _bits;

    public ulong? AsUInt64() => !IsNumber || DataType is DataType.Float or DataType.Double ||
        (DataType != DataType.UInt64 && _bits < 0) ? null : unchecked((ulong)_bits);

    /// <summary>Null for what is no Boolean.</summary>
    public bool? AsBoolean() => DataType == DataType.Boolean && IsNumber ? _bits != 0 : null;

    /// <summary>Null for what has no text form of its own.</summary>
    public string? AsText() => _reference as string;

    /// <summary>Null for what is not kept as bytes. Do not change them.</summary>
    public byte[]? AsBytes() => _reference as byte[];

    public Guid? AsGuid() => _reference as Guid?;

    public ArrayValue? AsArray() => _reference as ArrayValue;

    public StructureValue? AsStructure() => _reference as StructureValue;

    public bool Equals(Value other) => _bits == other._bits && DataType == other.DataType &&
        (ReferenceEquals(_reference, other._reference) || SameReference(_reference, other._reference));

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(DataType);
        hash.Add(_bits);
        if (_reference is byte[] bytes)
        {
            hash.AddBytes(bytes);
        }
        else
        {
            hash.Add(_reference);
        }

        return hash.ToHashCode();
    }

    /// <summary>For people and logs, in the invariant culture.</summary>
    public override string ToString() => _reference switch
    {
        _ when IsNull => "null",
        byte[] bytes => Convert.ToHexString(bytes),
        not null => _reference.ToString() ?? "",
        _ => NumberText(),
    };

    private static bool IsComposite(DataType type) =>
        type != DataType.Null && ValueKinds.OfScalar(type) == ValueKind.Composite;

    private static bool SameReference(object? left, object? right) => left is byte[] bytes
        ? right is byte[] others && bytes.AsSpan().SequenceEqual(others)
        : left is not null && left.Equals(right);

    private string NumberText() => DataType switch
    {
        DataType.Boolean => _bits != 0 ? "true" : "false",
        DataType.Double => BitConverter.Int64BitsToDouble(_bits).ToString("R", CultureInfo.InvariantCulture),
        DataType.Float => BitConverter.UInt32BitsToSingle((uint)_bits).ToString("R", CultureInfo.InvariantCulture),
        DataType.UInt64 => unchecked((ulong)_bits).ToString(CultureInfo.InvariantCulture),
        DataType.DateTime => UaTime.ToDateTimeOffset(_bits).ToString("O", CultureInfo.InvariantCulture),
        DataType.StatusCode => $"0x{_bits:X8}",
        _ => _bits.ToString(CultureInfo.InvariantCulture),
    };

    private sealed class Nothing;
}
