using IndustrialGateway.OpcUa.Client.Redundancy;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Says of a redundant set what people have to know: which server is read, and what is not as it should be.</summary>
internal static class RedundancyReport
{
    /// <summary>Which one is read; empty when there is only one.</summary>
    public static string Detail(IReadOnlyList<RedundantServer> servers) =>
        servers.FirstOrDefault(server => server.IsActive) is { } active ? $"read from {active.Url}" : "";

    public static IEnumerable<string> Warnings(IReadOnlyList<RedundantServer> servers)
    {
        if (servers.FirstOrDefault(server => server.IsActive) is not { } active)
        {
            yield break;
        }

        if (active.Range != ServiceLevelRange.Healthy)
        {
            yield return $"{active.Url} is read although its service level is {active.Health}: no other server of its redundant set is better.";
        }

        foreach (var away in servers.Where(server => !server.IsActive && server.IsReachable == false))
        {
            yield return $"{away.Url} stands by and cannot be used: should {active.Url} fail, it cannot take over.";
        }
    }
}
