using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>Reads attributes; one that cannot be had costs that one (Part 4 §5.11.2).</summary>
internal sealed class ReadService(AddressSpace space, ServerLimits limits, TimeProvider time)
{
    /// <summary>CurrentRead (Part 3 §8.57).</summary>
    private const byte Readable = 1;

    private const double IndeterminateInterval = 0;

    /// <exception cref="UaException">The request as a whole is refused.</exception>
    public ReadResponse Read(ReadRequest request)
    {
        if (request.NodesToRead.Length == 0)
        {
            throw new UaException(StatusCode.BadNothingToDo, "A Read names no attribute.");
        }

        if (request.NodesToRead.Length > limits.MaxNodesPerRead)
        {
            throw new UaException(
                StatusCode.BadTooManyOperations, $"A Read of {request.NodesToRead.Length} attributes is above {limits.MaxNodesPerRead}.");
        }

        if (double.IsNaN(request.MaxAge) || request.MaxAge < 0)
        {
            throw new UaException(StatusCode.BadMaxAgeInvalid, $"A maximum age of {request.MaxAge} ms is below 0.");
        }

        if (!Enum.IsDefined(request.TimestampsToReturn))
        {
            throw new UaException(StatusCode.BadTimestampsToReturnInvalid, $"{request.TimestampsToReturn} is no choice of timestamps.");
        }

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

        if (what.Attribute != AttributeId.Value)
        {
            var attribute = Attribute(node, what.Attribute);
            return attribute.IsNull ? Bad(StatusCode.BadAttributeIdInvalid, now) : new DataValue(attribute, serverTimestamp: now);
        }

        if (node is not VariableNode variable)
        {
            return Bad(StatusCode.BadAttributeIdInvalid, now);
        }

        if (!string.IsNullOrEmpty(what.IndexRange))
        {
            return Bad(StatusCode.BadIndexRangeNoData, now);
        }

        if (!what.DataEncoding.IsNull && what.DataEncoding.Name != "Default Binary")
        {
            return Bad(StatusCode.BadDataEncodingUnsupported, now);
        }

        return variable.Value with { ServerTimestamp = now };
    }

    private static Variant Attribute(Node node, AttributeId attribute) => (attribute, node) switch
    {
        (AttributeId.NodeId, _) => Variant.Of(node.Id),
        (AttributeId.NodeClass, _) => Variant.Of(node.NodeClass),
        (AttributeId.BrowseName, _) => Variant.Of(node.BrowseName),
        (AttributeId.DisplayName, _) => Variant.Of(node.DisplayName),
        (AttributeId.Description, _) => Variant.Of(node.Description),
        (AttributeId.WriteMask or AttributeId.UserWriteMask, _) => Variant.Of(0u),
        (AttributeId.IsAbstract, TypeNode type) => Variant.Of(type.IsAbstract),
        (AttributeId.EventNotifier, ObjectNode) => Variant.Of((byte)0),
        (AttributeId.DataType, VariableNode variable) => Variant.Of(variable.DataType),
        (AttributeId.ValueRank, VariableNode variable) => Variant.Of(variable.ValueRank),
        (AttributeId.AccessLevel or AttributeId.UserAccessLevel, VariableNode) => Variant.Of(Readable),
        (AttributeId.MinimumSamplingInterval, VariableNode) => Variant.Of(IndeterminateInterval),
        (AttributeId.Historizing, VariableNode) => Variant.Of(false),
        _ => Variant.Null,
    };

    private static DataValue Bad(StatusCode status, UaDateTime now) => new(Variant.Null, status, serverTimestamp: now);

    private static DataValue Stamped(in DataValue value, TimestampsToReturn timestamps) => timestamps switch
    {
        TimestampsToReturn.Source => value with { ServerTimestamp = default },
        TimestampsToReturn.Server => value with { SourceTimestamp = default },
        TimestampsToReturn.Neither => value with { ServerTimestamp = default, SourceTimestamp = default },
        _ => value,
    };
}
