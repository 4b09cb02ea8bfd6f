using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>Writes values where the owner allows it; one that is refused costs that one (Part 4 §5.11.4).</summary>
internal sealed class WriteService(AddressSpace space, ServerLimits limits, TimeProvider time)
{
    /// <param name="user">Who writes; empty for anonymous.</param>
    /// <exception cref="UaException">The request as a whole is refused.</exception>
    public WriteResponse Write(WriteRequest request, string user)
    {
        Requests.CheckCount(request.NodesToWrite.Length, limits.MaxNodesPerWrite, "attribute");
        return new WriteResponse { Results = Array.ConvertAll(request.NodesToWrite, what => Write(what, user)) };
    }

    private StatusCode Write(in WriteValue what, string user)
    {
        if (!space.TryFind(what.NodeId, out var node))
        {
            return StatusCode.BadNodeIdUnknown;
        }

        if (what.Attribute != AttributeId.Value || node is not VariableNode variable)
        {
            // No other attribute can be written: the write masks are 0.
            return NodeAttributes.Read(node, what.Attribute) is null ? StatusCode.BadAttributeIdInvalid : StatusCode.BadNotWritable;
        }

        if (!variable.AccessLevel.HasFlag(AccessLevels.Write))
        {
            return StatusCode.BadNotWritable;
        }

        if (!NumericRange.TryParse(what.IndexRange, out var range))
        {
            return StatusCode.BadIndexRangeInvalid;
        }

        var refusal = CheckExtras(variable, what.Value);
        if (refusal != StatusCode.Good)
        {
            return refusal;
        }

        try
        {
            return Write(variable, what.Value, range, user);
        }
        catch (UaException failure)
        {
            return failure.Status;
        }
    }

    private StatusCode Write(VariableNode variable, in DataValue written, NumericRange? range, string user)
    {
        var value = range is null ? written.Value : range.Replace(variable.Value.Value, written.Value);
        if (!space.Types.Accepts(variable.DataType, variable.ValueRank, value))
        {
            return StatusCode.BadTypeMismatch;
        }

        var now = UaDateTime.Now(time);
        return variable.Write(new VariableWrite(variable, new DataValue(value, written.Status, written.SourceTimestamp.IsNull ? now : written.SourceTimestamp, now), user));
    }

    /// <summary>Status and times are written only where the variable says so (Part 4 §5.11.4.2).</summary>
    private static StatusCode CheckExtras(VariableNode variable, in DataValue value)
    {
        var isAllowed = (value.Status == StatusCode.Good || variable.AccessLevel.HasFlag(AccessLevels.StatusWrite))
            && (value.SourceTimestamp.IsNull || variable.AccessLevel.HasFlag(AccessLevels.TimestampWrite))
            && value.ServerTimestamp.IsNull;
        return isAllowed ? StatusCode.Good : StatusCode.BadWriteNotSupported;
    }
}
