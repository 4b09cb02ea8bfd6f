using System.Runtime.InteropServices;

namespace IndustrialGateway.OpcUa.Types;

/// <summary>Which .NET array carries which built-in type, and bit-exact comparison of what a <see cref="Variant"/> refers to.</summary>
internal static class VariantArrays
{
    /// <summary>The array itself when it fits the type; a Variant inside a matrix or array is a Variant[].</summary>
    public static Array? Checked(BuiltInType type, Array? elements) => elements is null || Holds(type, elements)
        ? elements
        : throw new UaException(StatusCode.BadTypeMismatch, $"An array of {type} is not a {elements.GetType().Name}.");

    public static bool ContentEquals(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (VariantMatrix one, VariantMatrix two) =>
            one.Dimensions.SequenceEqual(two.Dimensions) && ContentEquals(one.Elements, two.Elements),
        (double[] one, double[] two) => MemoryMarshal.AsBytes<double>(one).SequenceEqual(MemoryMarshal.AsBytes<double>(two)),
        (float[] one, float[] two) => MemoryMarshal.AsBytes<float>(one).SequenceEqual(MemoryMarshal.AsBytes<float>(two)),
        (byte[][] one, byte[][] two) =>
            one.Length == two.Length && one.Zip(two).All(pair => ContentEquals(pair.First, pair.Second)),
        (Array one, Array two) => one.GetType() == two.GetType() && one.Length == two.Length && ItemsEqual(one, two),
        _ => left.Equals(right),
    };

    /// <summary>One element as a value of its own; an element of a Variant array is the value in it.</summary>
    public static Variant ElementAt(BuiltInType type, Array elements, int index) => type switch
    {
        BuiltInType.Boolean => Variant.Of(((bool[])elements)[index]),
        BuiltInType.SByte => Variant.Of(((sbyte[])elements)[index]),
        BuiltInType.Byte => Variant.Of(((byte[])elements)[index]),
        BuiltInType.Int16 => Variant.Of(((short[])elements)[index]),
        BuiltInType.UInt16 => Variant.Of(((ushort[])elements)[index]),
        BuiltInType.Int32 => Variant.Of(((int[])elements)[index]),
        BuiltInType.UInt32 => Variant.Of(((uint[])elements)[index]),
        BuiltInType.Int64 => Variant.Of(((long[])elements)[index]),
        BuiltInType.UInt64 => Variant.Of(((ulong[])elements)[index]),
        BuiltInType.Float => Variant.Of(((float[])elements)[index]),
        BuiltInType.Double => Variant.Of(((double[])elements)[index]),
        BuiltInType.DateTime => Variant.Of(((UaDateTime[])elements)[index]),
        BuiltInType.StatusCode => Variant.Of(((StatusCode[])elements)[index]),
        BuiltInType.Variant => ((Variant[])elements)[index],
        _ => Variant.FromReference(type, elements.GetValue(index)),
    };

    private static bool Holds(BuiltInType type, Array elements) => type switch
    {
        BuiltInType.Boolean => elements is bool[],
        // The runtime lets sbyte[] pass for byte[] (and so on): the exact type is asked for.
        BuiltInType.SByte => elements.GetType() == typeof(sbyte[]),
        BuiltInType.Byte => elements.GetType() == typeof(byte[]),
        BuiltInType.Int16 => elements.GetType() == typeof(short[]),
        BuiltInType.UInt16 => elements.GetType() == typeof(ushort[]),
        BuiltInType.Int32 => elements.GetType() == typeof(int[]),
        BuiltInType.UInt32 => elements.GetType() == typeof(uint[]),
        BuiltInType.Int64 => elements.GetType() == typeof(long[]),
        BuiltInType.UInt64 => elements.GetType() == typeof(ulong[]),
        BuiltInType.Float => elements is float[],
        BuiltInType.Double => elements is double[],
        BuiltInType.String or BuiltInType.XmlElement => elements is string[],
        BuiltInType.DateTime => elements is UaDateTime[],
        BuiltInType.Guid => elements is Guid[],
        BuiltInType.ByteString => elements is byte[][],
        BuiltInType.NodeId => elements is NodeId[],
        BuiltInType.ExpandedNodeId => elements is ExpandedNodeId[],
        BuiltInType.StatusCode => elements is StatusCode[],
        BuiltInType.QualifiedName => elements is QualifiedName[],
        BuiltInType.LocalizedText => elements is LocalizedText[],
        BuiltInType.ExtensionObject => elements is ExtensionObject[],
        BuiltInType.DataValue => elements is DataValue[],
        BuiltInType.Variant => elements is Variant[],
        BuiltInType.DiagnosticInfo => elements is DiagnosticInfo[],
        _ => false,
    };

    private static bool ItemsEqual(Array left, Array right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            if (!Equals(left.GetValue(i), right.GetValue(i)))
            {
                return false;
            }
        }

        return true;
    }
}
