using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>A method of an object with its arguments (Part 4 §5.12.2).</summary>
public sealed record CallMethodRequest
{
    internal const int MinBytes = 8;
    internal const int ObjectBytes = 72;

    /// <summary>The object or object type that has the method, or one that inherits it.</summary>
    public NodeId ObjectId { get; init; }

    public NodeId MethodId { get; init; }

    /// <summary>In the order of the method's InputArguments.</summary>
    public Variant[] InputArguments { get; init; } = [];

    internal static CallMethodRequest Read(ref UaReader reader) => new()
    {
        ObjectId = reader.ReadNodeId(),
        MethodId = reader.ReadNodeId(),
        InputArguments = reader.ReadArray(1, static (ref reader) => reader.ReadVariant()) ?? [],
    };

    internal void Write(ref UaWriter writer)
    {
        writer.WriteNodeId(ObjectId);
        writer.WriteNodeId(MethodId);
        writer.WriteArray(InputArguments, static (ref writer, argument) => writer.WriteVariant(argument));
    }
}

/// <summary>What a method answered (Part 4 §5.12.2).</summary>
public sealed record CallMethodResult
{
    internal const int MinBytes = 16;
    internal const int ObjectBytes = 56;

    /// <summary>BadInvalidArgument says that <see cref="InputArgumentResults"/> tells which.</summary>
    public StatusCode Status { get; init; }

    /// <summary>One for each argument when one of them was refused, otherwise empty.</summary>
    public StatusCode[] InputArgumentResults { get; init; } = [];

    public Variant[] OutputArguments { get; init; } = [];

    internal static CallMethodResult Read(ref UaReader reader)
    {
        var status = reader.ReadStatusCode();
        var inputs = reader.ReadStatusCodes();
        reader.SkipDiagnostics();
        return new CallMethodResult
        {
            Status = status,
            InputArgumentResults = inputs,
            OutputArguments = reader.ReadArray(1, static (ref reader) => reader.ReadVariant()) ?? [],
        };
    }

    internal void Write(ref UaWriter writer)
    {
        writer.WriteStatusCode(Status);
        writer.WritePlainArray(InputArgumentResults);
        writer.WriteNoDiagnostics();
        writer.WriteArray(OutputArguments, static (ref writer, argument) => writer.WriteVariant(argument));
    }
}

/// <summary>Calls methods (Part 4 §5.12.2).</summary>
public sealed class CallRequest : ServiceRequest
{
    public CallMethodRequest[] MethodsToCall { get; init; } = [];

    public override uint EncodingId => MessageIds.CallRequest;

    internal static CallRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        MethodsToCall = reader.ReadArray(CallMethodRequest.MinBytes, CallMethodRequest.Read, CallMethodRequest.ObjectBytes) ?? [],
    };

    internal override void WriteBody(ref UaWriter writer) =>
        writer.WriteArray(MethodsToCall, static (ref writer, method) => method.Write(ref writer));
}

public sealed class CallResponse : ServiceResponse
{
    /// <summary>In the order of the request.</summary>
    public CallMethodResult[] Results { get; init; } = [];

    public override uint EncodingId => MessageIds.CallResponse;

    internal static CallResponse Read(ref UaReader reader)
    {
        var response = new CallResponse
        {
            Header = ResponseHeader.Read(ref reader),
            Results = reader.ReadArray(CallMethodResult.MinBytes, CallMethodResult.Read, CallMethodResult.ObjectBytes) ?? [],
        };
        reader.SkipDiagnostics();
        return response;
    }

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteArray(Results, static (ref writer, result) => result.Write(ref writer));
        writer.WriteNoDiagnostics();
    }
}
