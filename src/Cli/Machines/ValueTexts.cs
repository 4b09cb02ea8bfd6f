using System.Globalization;
using System.Text.Json;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary>Values as they are typed: scalars as plain text, arrays and matrices as JSON, bytes in base64, an enumeration's value by name or number.</summary>
internal sealed class ValueTexts(NamespaceTable namespaces)
{
    private const int Scalar = -1;
    private const int MaxDimensions = 32;

    /// <param name="valueRank">-1 takes the text as a scalar whatever it looks like, 1 and more want an array; else a '[' at its beginning decides.</param>
    /// <exception cref="CliException">The text is no value of the type.</exception>
    public Variant Parse(string text, BuiltInType type, int valueRank, EnumDefinition? names = null)
    {
        try
        {
            return valueRank > 0 || (valueRank != Scalar && text.StartsWith('['))
                ? ParseRows(text, type, names)
                : Make(type, [NumberOf(text, names)], dimensions: null);
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or JsonException or InvalidOperationException or UaException)
        {
            throw new CliException(ExitCodes.Usage, $"'{text}' is no {type}{(valueRank > 0 ? " array in JSON" : "")}: {failure.Message}");
        }
    }

    private Variant ParseRows(string text, BuiltInType type, EnumDefinition? names)
    {
        using var json = JsonDocument.Parse(text);
        List<int> dimensions = [];
        for (var each = json.RootElement; each.ValueKind == JsonValueKind.Array; each = each[0])
        {
            dimensions.Add(each.GetArrayLength());
            if (dimensions.Count > MaxDimensions || dimensions[^1] == 0)
            {
                break;
            }
        }

        if (dimensions.Count is 0 or > MaxDimensions)
        {
            throw new FormatException("An array looks like [1, 2, 3], a matrix like [[1, 2], [3, 4]].");
        }

        List<string> elements = [];
        Flatten(json.RootElement, dimensions, 0, elements);
        return Make(type, [.. elements.Select(element => NumberOf(element, names))], dimensions);
    }

    private static void Flatten(JsonElement row, List<int> dimensions, int depth, List<string> elements)
    {
        if (depth == dimensions.Count)
        {
            elements.Add(row.ValueKind switch
            {
                JsonValueKind.String => row.GetString()!, // a String has a text
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => row.GetRawText(),
                _ => throw new FormatException($"{row.GetRawText()} is no element."),
            });
            return;
        }

        if (row.ValueKind != JsonValueKind.Array || row.GetArrayLength() != dimensions[depth])
        {
            throw new FormatException("The rows of a matrix are of one length.");
        }

        foreach (var each in row.EnumerateArray())
        {
            Flatten(each, dimensions, depth + 1, elements);
        }
    }

    private static string NumberOf(string text, EnumDefinition? names) =>
        names?.Fields.FirstOrDefault(field => field.Name == text) is { } named ? named.Value.ToString(CultureInfo.InvariantCulture) : text;

    /// <param name="dimensions">Null for a scalar.</param>
    private Variant Make(BuiltInType type, string[] texts, List<int>? dimensions)
    {
        return type switch
        {
            BuiltInType.Boolean => Of(ToBoolean, Variant.Of),
            BuiltInType.SByte => Of(text => sbyte.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), Variant.Of),
            BuiltInType.Byte => Of(text => byte.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture), Variant.Of),
            BuiltInType.Int16 => Of(text => short.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), Variant.Of),
            BuiltInType.UInt16 => Of(text => ushort.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture), Variant.Of),
            BuiltInType.Int32 => Of(text => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), Variant.Of),
            BuiltInType.UInt32 => Of(text => uint.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture), Variant.Of),
            BuiltInType.Int64 => Of(text => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), Variant.Of),
            BuiltInType.UInt64 => Of(text => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture), Variant.Of),
            BuiltInType.Float => Of(text => float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), Variant.Of),
            BuiltInType.Double => Of(text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), Variant.Of),
            BuiltInType.String => Of(text => text, Variant.Of),
            BuiltInType.XmlElement => Of(text => text, Variant.OfXml),
            BuiltInType.DateTime => Of(ToInstant, Variant.Of),
            BuiltInType.Guid => Of(Guid.Parse, Variant.Of),
            BuiltInType.ByteString => Of(Convert.FromBase64String, Variant.Of),
            BuiltInType.NodeId => Of(ToNode, Variant.Of),
            BuiltInType.ExpandedNodeId => Of(ExpandedNodeId.Parse, Variant.Of),
            BuiltInType.StatusCode => Of(text => new StatusCode(uint.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)), Variant.Of),
            BuiltInType.QualifiedName => Of(ToName, Variant.Of),
            BuiltInType.LocalizedText => Of(text => new LocalizedText(text), Variant.Of),
            _ => throw new FormatException("Values of this type cannot be typed."),
        };

        Variant Of<T>(Func<string, T> parse, Func<T, Variant> scalar)
        {
            if (dimensions is null)
            {
                return scalar(parse(texts[0]));
            }

            var elements = Array.ConvertAll(texts, text => parse(text));
            return dimensions.Count == 1 ? Variant.OfArray(type, elements) : Variant.OfMatrix(type, elements, [.. dimensions]);
        }
    }

    private static bool ToBoolean(string text) => text switch
    {
        "1" => true,
        "0" => false,
        _ => bool.Parse(text),
    };

    private static UaDateTime ToInstant(string text) =>
        UaDateTime.From(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal));

    private NodeId ToNode(string text) => namespaces.TryResolve(ExpandedNodeId.Parse(text), out var node)
        ? node
        : throw new FormatException("Its namespace is none of the server's.");

    private static QualifiedName ToName(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && ushort.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new QualifiedName(index, text[(colon + 1)..])
            : new QualifiedName(0, text);
    }
}
