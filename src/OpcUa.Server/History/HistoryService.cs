using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.History;

/// <summary>Reads raw history for one session and keeps what did not fit, a few answers at most and not for long (Part 4 §5.11.3).</summary>
internal sealed class HistoryService(AddressSpace space, ServerLimits limits, CodecLimits codecLimits, TimeProvider time)
{
    private const int ContinuationPointBytes = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Rest> _rests = new(StringComparer.Ordinal);

    /// <exception cref="UaException">The request as a whole is refused.</exception>
    public HistoryReadResponse Read(HistoryReadRequest request)
    {
        Requests.CheckCount(request.NodesToRead.Length, limits.MaxNodesPerHistoryRead, "node");
        Requests.Check(request.TimestampsToReturn);
        if (request.ReleaseContinuationPoints)
        {
            return new HistoryReadResponse { Results = Array.ConvertAll(request.NodesToRead, node => Release(node.ContinuationPoint)) };
        }

        var details = ReadRawModifiedDetails.Decode(request.Details, codecLimits);
        if (details is not { IsReadModified: false })
        {
            throw new UaException(StatusCode.BadHistoryOperationUnsupported, "Only raw history is kept here.");
        }

        return new HistoryReadResponse { Results = Array.ConvertAll(request.NodesToRead, node => Read(node, details, request.TimestampsToReturn)) };
    }

    private HistoryReadResult Read(in HistoryReadValueId what, ReadRawModifiedDetails details, TimestampsToReturn timestamps)
    {
        if (what.ContinuationPoint is { Length: > 0 } point)
        {
            return Take(point) is { } rest && rest.Node == what.NodeId ? Page(rest) : Refused(StatusCode.BadContinuationPointInvalid);
        }

        if (!space.TryFind(what.NodeId, out var node))
        {
            return Refused(StatusCode.BadNodeIdUnknown);
        }

        if (node is not VariableNode { History: { } history })
        {
            return Refused(StatusCode.BadHistoryOperationUnsupported);
        }

        try
        {
            var values = RawInterval.Choose(history.Snapshot(), details);
            var most = (int)Math.Min(details.NumValuesPerNode == 0 ? uint.MaxValue : details.NumValuesPerNode, (uint)limits.MaxValuesPerHistoryRead);
            return values.Length == 0
                ? new HistoryReadResult { Status = StatusCode.GoodNoData }
                : Page(new Rest(what.NodeId, Array.ConvertAll(values, value => Stamped(value, timestamps)), 0, most, time.GetTimestamp()));
        }
        catch (UaException refusal)
        {
            return Refused(refusal.Status);
        }
    }

    private HistoryReadResult Page(Rest rest)
    {
        var values = rest.Values.AsSpan(rest.From, Math.Min(rest.Most, rest.Values.Length - rest.From)).ToArray();
        var left = rest with { From = rest.From + values.Length };
        if (left.From == rest.Values.Length)
        {
            return new HistoryReadResult { Values = values };
        }

        return Keep(left) is { } point ? new HistoryReadResult { Values = values, ContinuationPoint = point } : Refused(StatusCode.BadNoContinuationPoints);
    }

    /// <summary>Nothing when the session has as many as it may, and none of them is old.</summary>
    private byte[]? Keep(Rest rest)
    {
        var point = RandomNumberGenerator.GetBytes(ContinuationPointBytes);
        lock (_gate)
        {
            foreach (var (key, _) in _rests.Where(each => time.GetElapsedTime(each.Value.Since) > limits.MaxContinuationPointAge).ToArray())
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
            return _rests.Remove(Convert.ToHexString(point), out var rest) && time.GetElapsedTime(rest.Since) <= limits.MaxContinuationPointAge ? rest : null;
        }
    }

    private HistoryReadResult Release(byte[]? point) =>
        Take(point ?? []) is null ? Refused(StatusCode.BadContinuationPointInvalid) : new HistoryReadResult();

    private static DataValue Stamped(in DataValue value, TimestampsToReturn timestamps) => timestamps switch
    {
        TimestampsToReturn.Source => value with { ServerTimestamp = default },
        TimestampsToReturn.Server => value with { SourceTimestamp = default },
        _ => value,
    };

    private static HistoryReadResult Refused(StatusCode status) => new() { Status = status };

    private sealed record Rest(NodeId Node, DataValue[] Values, int From, int Most, long Since);
}
