namespace IndustrialGateway.Client;

/// <summary>Which points; what is left empty does not narrow the list.</summary>
public sealed record PointFilter
{
    /// <summary><c>gateways/{gateway}</c>.</summary>
    public string Gateway { get; init; } = "";

    /// <summary><c>gateways/{gateway}/equipment/{equipment}</c>.</summary>
    public string Equipment { get; init; } = "";

    /// <summary>A glob over the path after <c>points/</c>, e.g. <c>press-03/**/temp*</c>.</summary>
    public string PathGlob { get; init; } = "";
}
