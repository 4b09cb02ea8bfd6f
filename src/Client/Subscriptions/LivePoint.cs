using IndustrialGateway.Model;

namespace IndustrialGateway.Client.Subscriptions;

/// <summary>A point as a stream declared it: the same object for every sample of the point on that stream.</summary>
/// <param name="Name">Full name, <c>gateways/{gateway}/points/{path}</c>.</param>
/// <param name="DisplayName">For people; may be empty.</param>
/// <param name="Unit">UCUM, e.g. <c>bar</c>; may be empty.</param>
/// <param name="DataType">The built-in type of its values, of an array that of the items.</param>
public sealed record LivePoint(string Name, string DisplayName, string Unit, DataType DataType)
{
    /// <summary>What its numbers mean, where the machine tells.</summary>
    public EnumTexts EnumTexts { get; init; } = EnumTexts.None;
}
