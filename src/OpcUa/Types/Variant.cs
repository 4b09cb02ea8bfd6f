using System.Globalization;

namespace IndustrialGateway.OpcUa.Types;

/// <summary>Whether a <see cref="Variant"/> holds one value, a one-dimensional array or an array with dimensions.</summary>
public enum VariantShape : byte
{
    Scalar = 0,
    Array = 1,
    Matrix = 2,
}

/// <summary>
/// Any OPC UA value in 24 bytes: numbers, Booleans, DateTime and StatusCode lie in <see cref="Bits"/> without allocation
/// (signed numbers sign-extended, unsigned zero-extended, Float as its 32 bits, Double as its 64),
/// all else hangs on <see cref="Reference"/>: string (also for XmlElement), byte[] (ByteString), boxed Guid, NodeId, ExpandedNodeId,
/// QualifiedName, LocalizedText and DataValue, <see cref="ExtensionObject"/>, <see cref="DiagnosticInfo"/>;
/// an array is a typed array such as double[], byte[][] or Variant[]; a matrix is a <see cref="VariantMatrix"/> around such an array.
/// Equality is that of the bits: NaN equals itself, 0.0 is not -0.0.
/// </summary>
public readonly struct Variant : IEquatable<Variant>
{
    private Variant(BuiltInType type, VariantShape shape, long bits, object? reference)
    {
        Type = type;
        Shape = shape;
        Bits = bits;
        Reference = reference;
    }

    public static Variant Null => default;

    public BuiltInType Type { get; }

    public VariantShape Shape { get; }

    public long Bits { get; }

    public object? Reference { get; }

    public bool IsNull => Type == BuiltInType.Null;

    public static bool operator ==(Variant left, Variant right) => left.Equals(right);

    public static bool operator !=(Variant left, Variant right) => !left.Equals(right);

    public static Variant Of(bool value) => FromBits(BuiltInType.Boolean, value ? 1 : 0);

    public static Variant Of(sbyte value) => FromBits(BuiltInType.SByte, value);

    public static Variant Of(byte value) => FromBits(BuiltInType.Byte, value);

    public static Variant Of(short value) => FromBits(BuiltInType.Int16, value);

    public static Variant Of(ushort value) => FromBits(BuiltInType.UInt16, value);

    public static Variant Of(int value) => FromBits(BuiltInType.Int32, value);

    public static Variant Of(uint value) => FromBits(BuiltInType.UInt32, value);

    public static Variant Of(long value) => FromBits(BuiltInType.Int64, value);

    public static Variant Of(ulong value) => FromBits(BuiltInType.UInt64, unchecked((long)value));

    public static Variant Of(float value) => FromBits(BuiltInType.Float, BitConverter.SingleToUInt32Bits(value));

    public static Variant Of(double value) => FromBits(BuiltInType.Double, BitConverter.DoubleToInt64Bits(value));

    public static Variant Of(UaDateTime value) => FromBits(BuiltInType.DateTime, value.Ticks);

    public static Variant Of(StatusCode value) => FromBits(BuiltInType.StatusCode, value.Value);

    public static Variant Of(string? value) => FromReference(BuiltInType.String, value);

    /// <summary>A ByteString; for an array of Byte use <see cref="OfArray"/>. The bytes are not copied.</summary>
    public static Variant Of(byte[]? value) => FromReference(BuiltInType.ByteString, value);

    public static Variant Of(Guid value) => FromReference(BuiltInType.Guid, value);

    public static Variant Of(NodeId value) => FromReference(BuiltInType.NodeId, value);

    public static Variant Of(ExpandedNodeId value) => FromReference(BuiltInType.ExpandedNodeId, value);

    public static Variant Of(QualifiedName value) => FromReference(BuiltInType.QualifiedName, value);

    public static Variant Of(LocalizedText value) => FromReference(BuiltInType.LocalizedText, value);

    public static Variant Of(ExtensionObject value) => FromReference(BuiltInType.ExtensionObject, value);

    public static Variant Of(DataValue value) => FromReference(BuiltInType.DataValue, value);

    public static Variant Of(DiagnosticInfo? value) => FromReference(BuiltInType.DiagnosticInfo, value);

    public static Variant OfXml(string? value) => FromReference(BuiltInType.XmlElement, value);

    /// <summary>A one-dimensional array; the element's .NET type must be that of <paramref name="elementType"/> (see the type's summary). Not copied.</summary>
    public static Variant OfArray(BuiltInType elementType, Array? elements) =>
        new(elementType, VariantShape.Array, 0, VariantArrays.Checked(elementType, elements));

    /// <summary>An array with dimensions; their product must be the number of elements.</summary>
    public static Variant OfMatrix(BuiltInType elementType, Array elements, int[] dimensions) =>
        new(elementType, VariantShape.Matrix, 0, new VariantMatrix(VariantArrays.Checked(elementType, elements)!, dimensions));

    public bool AsBoolean() => Scalar(BuiltInType.Boolean) != 0;

    /// <summary>Any scalar integer, Boolean, DateTime or StatusCode as a signed number; UInt64 above its range throws.</summary>
    public long AsInt64() => IsIntegral
        ? Type == BuiltInType.UInt64 && Bits < 0 ? throw Mismatch("Int64") : Bits
        : throw Mismatch("Int64");

    public ulong AsUInt64() => IsIntegral
        ? Type != BuiltInType.UInt64 && Bits < 0 ? throw Mismatch("UInt64") : unchecked((ulong)Bits)
        : throw Mismatch("UInt64");

    public uint AsUInt32() => (uint)Scalar(BuiltInType.UInt32);

    public float AsSingle() => BitConverter.UInt32BitsToSingle((uint)Scalar(BuiltInType.Float));

    /// <summary>Any scalar number as a double.</summary>
    public double AsDouble() => Shape != VariantShape.Scalar ? throw Mismatch("Double") : Type switch
    {
        BuiltInType.Double => BitConverter.Int64BitsToDouble(Bits),
        BuiltInType.Float => BitConverter.UInt32BitsToSingle((uint)Bits),
        BuiltInType.UInt64 => unchecked((ulong)Bits),
        _ when IsIntegral => Bits,
        _ => throw Mismatch("Double"),
    };

    public string? AsString() =>
        Shape == VariantShape.Scalar && Type is BuiltInType.String or BuiltInType.XmlElement
            ? (string?)Reference
            : throw Mismatch("String");

    public UaDateTime AsDateTime() => new(Scalar(BuiltInType.DateTime));

    public StatusCode AsStatusCode() => new((uint)Scalar(BuiltInType.StatusCode));

    /// <summary>The value on <see cref="Reference"/> when it has this .NET type, e.g. <c>TryGet(out double[] values)</c>.</summary>
    public bool TryGet<T>([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? value)
    {
        value = Reference is T held ? held : default;
        return Reference is T;
    }

    public bool Equals(Variant other) =>
        Type == other.Type && Shape == other.Shape && Bits == other.Bits && VariantArrays.ContentEquals(Reference, other.Reference);

    public override bool Equals(object? obj) => obj is Variant other && Equals(other);

    public override int GetHashCode() =>
        HashCode.Combine(Type, Shape, Bits, Reference is Array or VariantMatrix ? 0 : Reference?.GetHashCode() ?? 0);

    public override string ToString() => VariantText.Format(this);

    internal static Variant FromBits(BuiltInType type, long bits) => new(type, VariantShape.Scalar, bits, null);

    internal static Variant FromReference(BuiltInType type, object? reference) => new(type, VariantShape.Scalar, 0, reference);

    private bool IsIntegral => Shape == VariantShape.Scalar
        && Type is (>= BuiltInType.Boolean and <= BuiltInType.UInt64) or BuiltInType.DateTime or BuiltInType.StatusCode;

    private long Scalar(BuiltInType type) =>
        Type == type && Shape == VariantShape.Scalar ? Bits : throw Mismatch(type.ToString());

    private UaException Mismatch(string wanted) =>
        new(StatusCode.BadTypeMismatch, string.Create(CultureInfo.InvariantCulture, $"A {Type} ({Shape}) is not a {wanted}."));
}
