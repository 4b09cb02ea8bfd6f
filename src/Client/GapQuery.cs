using IndustrialGateway.V1;

namespace IndustrialGateway.Client;

/// <summary>Which entries of the loss ledger; what is left empty does not narrow the list.</summary>
public sealed record GapQuery
{
    /// <summary><c>gateways/{gateway}</c>.</summary>
    public string Gateway { get; init; } = "";

    /// <summary>A glob over the paths of the points concerned, e.g. <c>press-03/**/temp*</c>.</summary>
    public string PathGlob { get; init; } = "";

    /// <summary>Gaps that end at this instant or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Gaps that begin before this instant.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>At most 100.</summary>
    public IReadOnlyList<GapReason> Reasons { get; init; } = [];
}
