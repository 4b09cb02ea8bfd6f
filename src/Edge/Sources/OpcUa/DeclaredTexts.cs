using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.DataTypes;
using IndustrialGateway.OpcUa.Codec.Structures;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>
/// What a machine says that the numbers of its variables mean: by the definition of their type, also of the fields of a structure, or by the
/// properties EnumValues and EnumStrings of the variable or of the type.
/// </summary>
internal static class DeclaredTexts
{
    // As deep as anybody looks; a structure may contain itself.
    private const int MaxDepth = 6;
    private const uint FirstAbstractNumber = 26;
    private const uint LastAbstractNumber = 28;

    /// <summary>One for each variable, in order.</summary>
    /// <param name="types">Of each variable; the session has been asked for them.</param>
    /// <exception cref="UaException">The line broke.</exception>
    public static async Task<IReadOnlyList<EnumTexts>> ReadAsync(
        UaSession session, IReadOnlyList<NodeId> variables, IReadOnlyList<NodeId> types, CancellationToken cancellationToken)
    {
        var known = session.DataTypes.Known;
        EnumTexts[] texts = [.. types.Select(type => Defined(known, type))];
        int[] open = [.. Enumerable.Range(0, texts.Length).Where(i => texts[i].IsEmpty && MayHaveProperties(known, types[i]))];
        NodeId[] nodes = [.. open.SelectMany(i => new[] { variables[i], types[i] }).Where(IsOwn).Distinct()];
        var read = await session.ReadEnumPropertiesAsync(nodes, cancellationToken);
        var properties = nodes.Zip(read).ToDictionary(pair => pair.First, pair => pair.Second);
        foreach (var i in open)
        {
            var definition = properties.GetValueOrDefault(variables[i]) ?? properties.GetValueOrDefault(types[i]);
            texts[i] = EnumTexts.Of(definition is null ? [] : TextsOf("", definition));
        }

        return texts;
    }

    /// <summary>The built-in types and the null node have no texts.</summary>
    private static bool IsOwn(NodeId node) => !node.IsNull && node.NamespaceIndex != 0;

    private static bool MayHaveProperties(DataTypeTable known, NodeId type) =>
        known.Find(type)?.BuiltIn is >= BuiltInType.SByte and <= BuiltInType.UInt64
        || type is { NamespaceIndex: 0, IdType: IdType.Numeric, Numeric: >= FirstAbstractNumber and <= LastAbstractNumber };

    private static EnumTexts Defined(DataTypeTable known, NodeId type)
    {
        List<EnumText> texts = [];
        Collect(known, type, "", 0, texts);
        return EnumTexts.Of(texts);
    }

    private static void Collect(DataTypeTable known, NodeId type, string field, int depth, List<EnumText> texts)
    {
        if (known.Find(type) is not { } description || depth > MaxDepth || texts.Count >= EnumTexts.MaxTexts)
        {
            return;
        }

        // Of an option set the texts are those of bits.
        if (description is { BuiltIn: BuiltInType.Int32, Enumeration: { } definition })
        {
            texts.AddRange(TextsOf(field, definition));
        }

        foreach (var below in description.Structure?.Fields ?? [])
        {
            Collect(known, below.DataType, field.Length == 0 ? below.Name ?? "" : $"{field}/{below.Name}", depth + 1, texts);
        }
    }

    private static IEnumerable<EnumText> TextsOf(string field, EnumDefinition definition) => definition.Fields
        .Take(EnumTexts.MaxTexts)
        .Select(each => new EnumText(field, each.Value, string.IsNullOrEmpty(each.DisplayName.Text) ? each.Name ?? "" : each.DisplayName.Text))
        .Where(text => text.Text.Length > 0);
}
