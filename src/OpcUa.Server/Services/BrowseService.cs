using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>
/// Follows references for one session and keeps what did not fit into a result, a few rests at most and not for long (Part 4 §5.9.2, §5.9.3). A rest
/// is that of the moment of its Browse, without the nodes that have been taken out since.
/// </summary>
internal sealed class BrowseService(AddressSpace space, ServerLimits limits, TimeProvider time)
{
    private const int ContinuationPointBytes = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Rest> _rests = new(StringComparer.Ordinal);

    /// <exception cref="UaException">The request as a whole is refused.</exception>
    public BrowseResponse Browse(BrowseRequest request)
    {
        Requests.CheckCount(request.NodesToBrowse.Length, limits.MaxNodesPerBrowse, "node");
        var most = (int)Math.Min(
            request.RequestedMaxReferencesPerNode == 0 ? uint.MaxValue : request.RequestedMaxReferencesPerNode, (uint)limits.MaxReferencesPerNode);
        return new BrowseResponse { Results = Array.ConvertAll(request.NodesToBrowse, wanted => Browse(wanted, most)) };
    }

    /// <exception cref="UaException">The request as a whole is refused.</exception>
    public BrowseNextResponse BrowseNext(BrowseNextRequest request)
    {
        Requests.CheckCount(request.ContinuationPoints.Length, limits.MaxNodesPerBrowse, "continuation point");
        return new BrowseNextResponse
        {
            Results = Array.ConvertAll(request.ContinuationPoints, point => Continue(point, request.ReleaseContinuationPoints)),
        };
    }

    private BrowseResult Browse(BrowseDescription wanted, int most)
    {
        if (!space.TryFind(wanted.NodeId, out var node))
        {
            return new BrowseResult { Status = StatusCode.BadNodeIdUnknown };
        }

        if (!Enum.IsDefined(wanted.Direction))
        {
            return new BrowseResult { Status = StatusCode.BadBrowseDirectionInvalid };
        }

        if (!wanted.ReferenceTypeId.IsNull
            && (!space.TryFind(wanted.ReferenceTypeId, out var type) || type.NodeClass != (int)NodeClasses.ReferenceType))
        {
            return new BrowseResult { Status = StatusCode.BadReferenceTypeIdInvalid };
        }

        var references = node.References.Where(reference => IsWanted(reference, wanted)).ToArray();
        return Page(new Rest(references, 0, most, wanted.ResultMask, time.GetTimestamp()));
    }

    private BrowseResult Continue(byte[] point, bool release)
    {
        if (Take(point) is not { } rest)
        {
            return new BrowseResult { Status = StatusCode.BadContinuationPointInvalid };
        }

        return release ? new BrowseResult() : Page(rest);
    }

    private BrowseResult Page(Rest rest)
    {
        var page = rest.References.AsSpan(rest.From, Math.Min(rest.Most, rest.References.Length - rest.From)).ToArray();
        var references = page.Where(reference => !reference.Target.IsRemoved).Select(reference => Describe(reference, rest.ResultMask)).ToArray();
        var left = rest with { From = rest.From + page.Length };
        if (left.From == rest.References.Length)
        {
            return new BrowseResult { References = references };
        }

        return Keep(left) is { } point
            ? new BrowseResult { References = references, ContinuationPoint = point }
            : new BrowseResult { Status = StatusCode.BadNoContinuationPoints };
    }

    /// <summary>Nothing when the session has as many as it may, and none of them is old.</summary>
    private byte[]? Keep(Rest rest)
    {
        var point = RandomNumberGenerator.GetBytes(ContinuationPointBytes);
        lock (_gate)
        {
            foreach (var (key, _) in _rests.Where(each => IsOld(each.Value)).ToArray())
            {
                _rests.Remove(key);
            }

            if (_rests.Count >= limits.MaxContinuationPoints)
            {
                return null;
            }

            _rests.Add(Convert.ToHexString(point), rest with { Since = time.GetTimestamp() });
            return point;
        }
    }

    private Rest? Take(byte[] point)
    {
        lock (_gate)
        {
            return _rests.Remove(Convert.ToHexString(point), out var rest) && !IsOld(rest) ? rest : null;
        }
    }

    private bool IsOld(Rest rest) => time.GetElapsedTime(rest.Since) > limits.MaxContinuationPointAge;

    private bool IsWanted(Reference reference, BrowseDescription wanted) =>
        (wanted.Direction == BrowseDirection.Both || reference.IsForward == (wanted.Direction == BrowseDirection.Forward))
        && (wanted.NodeClassMask == NodeClasses.Unspecified || ((int)wanted.NodeClassMask & reference.Target.NodeClass) != 0)
        && (wanted.ReferenceTypeId.IsNull || reference.Type == wanted.ReferenceTypeId
            || (wanted.IncludeSubtypes && space.Types.Is(reference.Type, wanted.ReferenceTypeId)));

    /// <summary>The fields that the mask asks for (Part 4 table 35).</summary>
    private static ReferenceDescription Describe(Reference reference, uint mask) => new()
    {
        ReferenceTypeId = (mask & 1) != 0 ? reference.Type : default,
        IsForward = (mask & 2) != 0 && reference.IsForward,
        NodeId = new ExpandedNodeId(reference.Target.Id),
        NodeClass = (mask & 4) != 0 ? (NodeClasses)reference.Target.NodeClass : NodeClasses.Unspecified,
        BrowseName = (mask & 8) != 0 ? reference.Target.BrowseName : default,
        DisplayName = (mask & 16) != 0 ? reference.Target.DisplayName : default,
        TypeDefinition = (mask & 32) != 0 ? new ExpandedNodeId(TypeOf(reference.Target)) : default,
    };

    private static NodeId TypeOf(Node node) => node switch
    {
        ObjectNode instance => instance.TypeDefinition,
        VariableNode variable => variable.TypeDefinition,
        _ => default,
    };

    private sealed record Rest(Reference[] References, int From, int Most, uint ResultMask, long Since);
}
