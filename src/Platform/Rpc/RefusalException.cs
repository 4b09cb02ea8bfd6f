using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

namespace IndustrialGateway.Platform.Rpc;

/// <summary>An answer other than the one asked for, as a <c>google.rpc.Status</c>: endpoints throw it, the interceptor writes it.</summary>
internal sealed class RefusalException : Exception
{
    /// <summary>The domain of every <c>ErrorInfo</c> of the product.</summary>
    public const string Domain = "industrial-gateway";

    private RefusalException(Code code, string message, params IMessage[] details)
        : base(message)
    {
        Status = new Google.Rpc.Status { Code = (int)code, Message = message };
        Status.Details.AddRange(details.Select(Any.Pack));
    }

    public Google.Rpc.Status Status { get; }

    /// <summary>A field of the request breaks a rule; <paramref name="field"/> is its path in the proto.</summary>
    public static RefusalException InvalidField(string field, string description) =>
        new(Code.InvalidArgument, $"{field}: {description}", new BadRequest
        {
            FieldViolations = { new BadRequest.Types.FieldViolation { Field = field, Description = description } },
        });

    public static RefusalException NotFound(string resource) =>
        new(Code.NotFound, $"There is no {resource}.", Info("RESOURCE_NOT_FOUND", ("resource", resource)));

    public static RefusalException Unauthenticated(string reason, string message) =>
        new(Code.Unauthenticated, message, Info(reason));

    public static RefusalException PermissionDenied(string reason, string message) =>
        new(Code.PermissionDenied, message, Info(reason));

    public static RefusalException FailedPrecondition(string reason, string message) =>
        new(Code.FailedPrecondition, message, Info(reason));

    public static RefusalException ResourceExhausted(string reason, string message) =>
        new(Code.ResourceExhausted, message, Info(reason));

    /// <summary>Nothing is wrong with the request: try again after <paramref name="retryAfter"/>.</summary>
    public static RefusalException Unavailable(string reason, string message, TimeSpan retryAfter) =>
        new(Code.Unavailable, message, Info(reason), new RetryInfo { RetryDelay = Duration.FromTimeSpan(retryAfter) });

    /// <summary>A bug or a broken part of the platform; <paramref name="incident"/> is in the log beside the cause.</summary>
    public static RefusalException Internal(string incident) =>
        new(Code.Internal, $"The platform failed; its log has the cause under {incident}.", Info("INTERNAL", ("incident", incident)));

    private static ErrorInfo Info(string reason, params (string Key, string Value)[] metadata)
    {
        var info = new ErrorInfo { Reason = reason, Domain = Domain };
        foreach (var (key, value) in metadata)
        {
            info.Metadata.Add(key, value);
        }

        return info;
    }
}
