using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Events;

/// <summary>
/// Decides whether an event is wanted (Part 4 §7.7). Elements point at later ones only, so that each is evaluated once, from the last to the first,
/// however often others point at it.
/// </summary>
internal sealed class WhereClause(ContentFilter filter, TypeTree types)
{
    public bool Wants(UaEvent happened)
    {
        var elements = filter.Elements;
        if (elements.Length == 0)
        {
            return true;
        }

        var results = new Variant[elements.Length];
        for (var i = elements.Length - 1; i >= 0; i--)
        {
            results[i] = Evaluate(elements[i], happened, results);
        }

        return IsTrue(results[0]);
    }

    private Variant Evaluate(ContentFilterElement element, UaEvent happened, Variant[] results)
    {
        var values = Array.ConvertAll(element.Operands, operand => operand switch
        {
            ElementOperand other => results[other.Index], // checked: it is a later one
            LiteralOperand literal => literal.Value,
            SimpleAttributeOperand field => EventFields.Read(happened, field),
            _ => Variant.Null,
        });
        return element.Operator switch
        {
            FilterOperator.IsNull => Variant.Of(values[0].IsNull),
            FilterOperator.Not => values[0].IsNull ? Variant.Null : Variant.Of(!IsTrue(values[0])),
            FilterOperator.And => And(values[0], values[1]),
            FilterOperator.Or => Or(values[0], values[1]),
            FilterOperator.OfType => Variant.Of(values[0].TryGet(out NodeId type) && types.Is(happened.Type, type)),
            FilterOperator.Like => Like(values[0], values[1]),
            FilterOperator.InList => Variant.Of(values.Skip(1).Any(value => Order(values[0], value) == 0)),
            FilterOperator.Between => And(Compare(values[0], values[1], order => order >= 0), Compare(values[0], values[2], order => order <= 0)),
            FilterOperator.Equals => Compare(values[0], values[1], order => order == 0),
            FilterOperator.GreaterThan => Compare(values[0], values[1], order => order is > 0 and not Unordered),
            FilterOperator.GreaterThanOrEqual => Compare(values[0], values[1], order => order is >= 0 and not Unordered),
            FilterOperator.LessThan => Compare(values[0], values[1], order => order < 0),
            FilterOperator.LessThanOrEqual => Compare(values[0], values[1], order => order <= 0),
            _ => Variant.Null,
        };
    }

    private const int Unordered = int.MaxValue;

    private static bool IsTrue(in Variant value) => value is { Type: BuiltInType.Boolean, Shape: VariantShape.Scalar, Bits: not 0 };

    // With an unknown side the known one decides, if it can (Part 4 table 120).
    private static Variant And(in Variant one, in Variant two) =>
        IsFalse(one) || IsFalse(two) ? Variant.Of(false) : IsTrue(one) && IsTrue(two) ? Variant.Of(true) : Variant.Null;

    private static Variant Or(in Variant one, in Variant two) =>
        IsTrue(one) || IsTrue(two) ? Variant.Of(true) : IsFalse(one) && IsFalse(two) ? Variant.Of(false) : Variant.Null;

    private static bool IsFalse(in Variant value) => value is { Type: BuiltInType.Boolean, Shape: VariantShape.Scalar, Bits: 0 };

    private static Variant Like(in Variant text, in Variant pattern) =>
        Text(text) is { } left && Text(pattern) is { } right ? Variant.Of(LikePattern.Matches(left, right)) : Variant.Null;

    private static Variant Compare(in Variant one, in Variant two, Func<int, bool> holds) =>
        one.IsNull || two.IsNull ? Variant.Null : Variant.Of(holds(Order(one, two)));

    /// <summary>Negative, 0 or positive; <see cref="Unordered"/> for what cannot be compared.</summary>
    private static int Order(in Variant one, in Variant two)
    {
        if (IsNumber(one) && IsNumber(two))
        {
            var (left, right) = (one.AsDouble(), two.AsDouble());
            return double.IsNaN(left) || double.IsNaN(right) ? Unordered : left.CompareTo(right);
        }

        if (Text(one) is { } text && Text(two) is { } other)
        {
            return string.CompareOrdinal(text, other) is var order and not 0 ? Math.Sign(order) : 0;
        }

        return one == two ? 0 : Unordered;
    }

    private static bool IsNumber(in Variant value) =>
        value is { Shape: VariantShape.Scalar, Type: (>= BuiltInType.Boolean and <= BuiltInType.Double) or BuiltInType.DateTime or BuiltInType.StatusCode };

    private static string? Text(in Variant value) => value.Reference switch
    {
        string text when value.Shape == VariantShape.Scalar => text,
        LocalizedText localized => localized.Text,
        _ => null,
    };
}
