using IndustrialGateway.Model;

namespace IndustrialGateway.Platform.Rpc;

/// <summary>Says what a point's numbers mean.</summary>
internal static class WireTexts
{
    public static IEnumerable<V1.EnumText> Of(EnumTexts texts) =>
        texts.All.Select(text => new V1.EnumText { Field = text.Field, Value = text.Value, Text = text.Text });
}
