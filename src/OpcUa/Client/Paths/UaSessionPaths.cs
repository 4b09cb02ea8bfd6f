using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Paths;

/// <summary>Finds nodes by the names on the way to them (Part 4 §5.9.4). Safe for many threads.</summary>
public static class UaSessionPaths
{
    /// <summary>
    /// Follows paths, in as many requests as the server's limits ask for; one result each, in order. Of many, one for which the request
    /// fails costs only itself.
    /// </summary>
    public static async Task<IReadOnlyList<BrowsePathResult>> TranslateBrowsePathsAsync(
        this UaSession session, IReadOnlyList<BrowsePath> paths, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(paths);
        return await Batches.CallAsync(
            paths,
            session.Limits.NodesPerTranslate,
            async part =>
            {
                var request = new TranslateBrowsePathsRequest { BrowsePaths = part };
                return (await session.SendAsync<TranslateBrowsePathsResponse>(request, cancellationToken).ConfigureAwait(false)).Results;
            },
            paths.Count == 1 ? null : static (_, failure) => new BrowsePathResult { Status = failure.Status },
            session.ChannelEnded).ConfigureAwait(false);
    }

    /// <summary>Follows paths in text form, whose types of references are looked up by their browse names.</summary>
    /// <exception cref="UaException">A path is no path, its type of reference is not there, or the line broke.</exception>
    public static async Task<IReadOnlyList<BrowsePathResult>> TranslateBrowsePathsAsync(
        this UaSession session, NodeId start, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(paths);
        var types = new Dictionary<QualifiedName, NodeId>();
        List<BrowsePath> all = [];
        foreach (var path in paths.Select(RelativePath.Parse))
        {
            foreach (var step in path.Steps.Where(step => !types.ContainsKey(step.ReferenceType)))
            {
                types[step.ReferenceType] = await ReferenceTypes.FindAsync(session, step.ReferenceType, cancellationToken).ConfigureAwait(false);
            }

            all.Add(new BrowsePath { StartingNode = start, Elements = [.. path.Steps.Select(step => ElementOf(step, types))] });
        }

        return await session.TranslateBrowsePathsAsync(all, cancellationToken).ConfigureAwait(false);
    }

    private static RelativePathElement ElementOf(RelativePathStep step, Dictionary<QualifiedName, NodeId> types) =>
        new(types[step.ReferenceType], step.Target, step.IsInverse, step.IncludeSubtypes);
}
