using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>
/// Follows paths of browse names (Part 4 §5.9.4). A node that is reached twice in a step counts once, so that a path that goes back and
/// forth does not multiply, and all paths of a request together look at a bounded number of references.
/// </summary>
internal sealed class TranslateService(AddressSpace space, ServerLimits limits)
{
    private const int MaxElements = 100;
    private const int MaxTargets = 1_000;

    /// <exception cref="UaException">The request as a whole is refused.</exception>
    public TranslateBrowsePathsResponse Translate(TranslateBrowsePathsRequest request)
    {
        Requests.CheckCount(request.BrowsePaths.Length, limits.MaxNodesPerTranslate, "path");
        var left = limits.MaxReferencesFollowed;
        return new TranslateBrowsePathsResponse { Results = Array.ConvertAll(request.BrowsePaths, path => Follow(path, ref left)) };
    }

    private BrowsePathResult Follow(BrowsePath path, ref int left)
    {
        var refusal = Check(path);
        if (refusal != StatusCode.Good)
        {
            return new BrowsePathResult { Status = refusal };
        }

        HashSet<Node> reached = [space[path.StartingNode]];
        foreach (var element in path.Elements)
        {
            HashSet<Node> next = [];
            foreach (var node in reached)
            {
                left -= node.References.Count;
                if (left < 0)
                {
                    return new BrowsePathResult { Status = StatusCode.BadQueryTooComplex };
                }

                next.UnionWith(node.References.Where(reference => Fits(reference, element)).Select(reference => reference.Target));
            }

            if (next.Count is 0 or > MaxTargets)
            {
                return new BrowsePathResult { Status = next.Count == 0 ? StatusCode.BadNoMatch : StatusCode.BadTooManyMatches };
            }

            reached = next;
        }

        return new BrowsePathResult { Targets = [.. reached.Select(node => new BrowsePathTarget(new ExpandedNodeId(node.Id)))] };
    }

    private StatusCode Check(BrowsePath path)
    {
        if (path.Elements.Length is 0 or > MaxElements)
        {
            return path.Elements.Length == 0 ? StatusCode.BadNothingToDo : StatusCode.BadQueryTooComplex;
        }

        if (Array.Exists(path.Elements, element => string.IsNullOrEmpty(element.TargetName.Name)))
        {
            return StatusCode.BadBrowseNameInvalid;
        }

        return space.TryFind(path.StartingNode, out _) ? StatusCode.Good : StatusCode.BadNodeIdUnknown;
    }

    private bool Fits(Reference reference, RelativePathElement element) =>
        reference.IsForward != element.IsInverse
        && reference.Target.BrowseName == element.TargetName
        && (element.ReferenceTypeId.IsNull || reference.Type == element.ReferenceTypeId
            || (element.IncludeSubtypes && space.Types.Is(reference.Type, element.ReferenceTypeId)));
}
