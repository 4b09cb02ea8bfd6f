namespace IndustrialGateway.OpcUa.Types;

/// <summary>A text with the language it is in, e.g. <c>zh-CN</c>; either may be missing (Part 3 §8.5).</summary>
public readonly record struct LocalizedText(string? Locale, string? Text)
{
    public LocalizedText(string? text)
        : this(null, text)
    {
    }

    public override string ToString() => Text ?? "";
}
