using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Redundancy;

/// <summary>Reads what a server says about itself and its redundant set (Part 5 §6.3.1 and §6.3.8).</summary>
internal static class SetReading
{
    private static readonly NodeId ServiceLevelNode = new(2267);
    private static readonly NodeId EstimatedReturnTimeNode = new(12885);
    private static readonly NodeId RedundancySupportNode = new(3709);
    private static readonly NodeId ServerUriArrayNode = new(11314);

    /// <summary>The server's ServiceLevel, null when it has none; and of one under maintenance, when it will be back if it says so.</summary>
    public static async Task<(byte? Level, UaDateTime? Returns)> LevelAsync(UaSession session, CancellationToken cancellationToken)
    {
        var level = LevelOf((await session.ReadAsync([ServiceLevelNode], cancellationToken).ConfigureAwait(false))[0]);
        if (level != 0)
        {
            return (level, null);
        }

        var returns = (await session.ReadAsync([EstimatedReturnTimeNode], cancellationToken).ConfigureAwait(false))[0];
        return returns is { Status.IsBad: false, Value: { Type: BuiltInType.DateTime, Shape: VariantShape.Scalar } value } && !value.AsDateTime().IsNull
            ? (level, value.AsDateTime())
            : (level, null);
    }

    /// <summary>How the set's servers stand by, and the application URIs of all of them; none when the server does not say.</summary>
    public static async Task<(RedundancySupport Support, IReadOnlyList<string> Uris)> SetAsync(UaSession session, CancellationToken cancellationToken)
    {
        var values = await session.ReadAsync([RedundancySupportNode, ServerUriArrayNode], cancellationToken).ConfigureAwait(false);
        var support = values[0] is { Status.IsBad: false, Value: { Type: BuiltInType.Int32, Shape: VariantShape.Scalar } value }
            ? (RedundancySupport)value.AsInt64()
            : RedundancySupport.None;
        return (support, values[1].Value.TryGet(out string?[]? uris) ? [.. uris.OfType<string>().Where(uri => uri.Length > 0).Distinct().Take(ServerSet.MaxServers)] : []);
    }

    /// <summary>Asks the server where the others of its set are (Part 4 §6.6.2.4.5.1); one that does not tell is a set without more to know.</summary>
    public static async Task<IReadOnlyList<(string Uri, Uri Url)>> FindAsync(
        UaSession session, IReadOnlyList<string> uris, CancellationToken cancellationToken)
    {
        var request = new FindServersRequest { EndpointUrl = session.EndpointUrl.OriginalString, ServerUris = [.. uris] };
        var response = await session.SendAsync<FindServersResponse>(request, cancellationToken).ConfigureAwait(false);
        List<(string, Uri)> found = [];
        foreach (var server in response.Servers.Where(server => uris.Contains(server.ApplicationUri)))
        {
            if (server.DiscoveryUrls.Select(AddressOf).FirstOrDefault(url => url is not null) is { } url)
            {
                found.Add((server.ApplicationUri!, url)); // among the wanted ones
            }
        }

        return found;
    }

    private static byte? LevelOf(DataValue read) =>
        read is { Status.IsBad: false, Value: { Type: BuiltInType.Byte, Shape: VariantShape.Scalar } value } ? (byte)value.AsInt64() : null;

    private static Uri? AddressOf(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == "opc.tcp" && url.Host.Length > 0 ? url : null;
}
