using System.Globalization;

namespace IndustrialGateway.OpcUa.Types;

/// <summary>Prints a <see cref="Variant"/> for people: numbers in the invariant culture, arrays by their first elements.</summary>
internal static class VariantText
{
    private const int ShownElements = 8;

    public static string Format(in Variant value) => value.Shape switch
    {
        VariantShape.Array => FormatArray(value.Reference as Array),
        VariantShape.Matrix when value.Reference is VariantMatrix matrix =>
            $"[{string.Join('x', matrix.Dimensions)}]{FormatArray(matrix.Elements)}",
        _ => FormatScalar(value),
    };

    private static string FormatScalar(in Variant value) => value.Type switch
    {
        BuiltInType.Null => "null",
        BuiltInType.Boolean => value.AsBoolean() ? "true" : "false",
        BuiltInType.Float => value.AsSingle().ToString(CultureInfo.InvariantCulture),
        BuiltInType.Double => value.AsDouble().ToString(CultureInfo.InvariantCulture),
        BuiltInType.UInt64 => value.AsUInt64().ToString(CultureInfo.InvariantCulture),
        BuiltInType.DateTime => value.AsDateTime().ToString(),
        BuiltInType.StatusCode => value.AsStatusCode().ToString(),
        >= BuiltInType.SByte and <= BuiltInType.Int64 => value.Bits.ToString(CultureInfo.InvariantCulture),
        _ => FormatObject(value.Reference),
    };

    private static string FormatArray(Array? elements)
    {
        if (elements is null)
        {
            return "null";
        }

        var shown = elements.Cast<object?>().Take(ShownElements).Select(FormatObject);
        return $"[{string.Join(", ", shown)}{(elements.Length > ShownElements ? $", … {elements.Length} in all" : "")}]";
    }

    private static string FormatObject(object? value) => value switch
    {
        null => "null",
        byte[] bytes => Convert.ToHexString(bytes),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        DataValue data => data.Value.ToString(),
        _ => value.ToString() ?? "",
    };
}
