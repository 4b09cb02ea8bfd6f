using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>What holds for the requests of many services.</summary>
internal static class Requests
{
    /// <exception cref="UaException">BadNothingToDo or BadTooManyOperations.</exception>
    public static void CheckCount(int count, int limit, string what)
    {
        if (count == 0)
        {
            throw new UaException(StatusCode.BadNothingToDo, $"The request names no {what}.");
        }

        if (count > limit)
        {
            throw new UaException(StatusCode.BadTooManyOperations, $"{count} times {what} in one request is above {limit}.");
        }
    }

    /// <exception cref="UaException">BadTimestampsToReturnInvalid.</exception>
    public static void Check(TimestampsToReturn timestamps)
    {
        if (!Enum.IsDefined(timestamps))
        {
            throw new UaException(StatusCode.BadTimestampsToReturnInvalid, $"{timestamps} is no choice of timestamps.");
        }
    }
}
