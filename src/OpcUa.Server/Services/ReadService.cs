using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>Reads attributes; one that cannot be had costs that one (Part 4 §5.11.2).</summary>
internal sealed class ReadService(AddressSpace space, ServerLimits limits, TimeProvider time)
{
    /// <exception cref="UaException">The request as a whole is refused.</exception>
    public ReadResponse Read(ReadRequest request)
    {
        Requests.CheckCount(request.NodesToRead.Length, limits.MaxNodesPerRead, "attribute");
        if (double.IsNaN(request.MaxAge) || request.MaxAge < 0)
        {
            throw new UaException(StatusCode.BadMaxAgeInvalid, $"A maximum age of {request.MaxAge} ms is below 0.");
        }

        Requests.Check(request.TimestampsToReturn);
        var now = UaDateTime.Now(time);
        return new ReadResponse
        {
            Results = Array.ConvertAll(request.NodesToRead, node => Stamped(Read(node, now), request.TimestampsToReturn)),
        };
    }

    private DataValue Read(in ReadValueId what, UaDateTime now)
    {
        if (!space.TryFind(what.NodeId, out var node))
        {
            return Bad(StatusCode.BadNodeIdUnknown, now);
        }

        if (!NumericRange.TryParse(what.IndexRange, out var range))
        {
            return Bad(StatusCode.BadIndexRangeInvalid, now);
        }

        if (!what.DataEncoding.IsNull && (what.Attribute != AttributeId.Value || what.DataEncoding is not { NamespaceIndex: 0, Name: "Default Binary" }))
        {
            return Bad(what.Attribute == AttributeId.Value ? StatusCode.BadDataEncodingUnsupported : StatusCode.BadDataEncodingInvalid, now);
        }

        var value = what.Attribute == AttributeId.Value ? ReadValue(node) : ReadAttribute(node, what.Attribute);
        return (range is null ? value : range.Apply(value)) with { ServerTimestamp = now };
    }

    private static DataValue ReadValue(Node node) => node switch
    {
        VariableNode { AccessLevel: var level } when !level.HasFlag(AccessLevels.Read) => new DataValue(Variant.Null, StatusCode.BadNotReadable),
        VariableNode variable => variable.Value,
        _ => new DataValue(Variant.Null, StatusCode.BadAttributeIdInvalid),
    };

    private static DataValue ReadAttribute(Node node, AttributeId attribute) =>
        NodeAttributes.Read(node, attribute) is { } value ? new DataValue(value) : new DataValue(Variant.Null, StatusCode.BadAttributeIdInvalid);

    private static DataValue Bad(StatusCode status, UaDateTime now) => new(Variant.Null, status, serverTimestamp: now);

    private static DataValue Stamped(in DataValue value, TimestampsToReturn timestamps) => timestamps switch
    {
        TimestampsToReturn.Source => value with { ServerTimestamp = default },
        TimestampsToReturn.Server => value with { SourceTimestamp = default },
        TimestampsToReturn.Neither => value with { ServerTimestamp = default, SourceTimestamp = default },
        _ => value,
    };
}
