using System.Security.Authentication;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;
using StatusCode = Grpc.Core.StatusCode;

namespace IndustrialGateway.Client;

/// <summary>The platform, or the way to it, refused a call: the one exception that the client's calls throw.</summary>
public sealed class IndustrialGatewayException : Exception
{
    private IndustrialGatewayException(string message, StatusCode code, Exception? cause)
        : base(message, cause) => Code = code;

    /// <summary>What kind of refusal; <see cref="StatusCode.Unavailable"/> also when nothing answered.</summary>
    public StatusCode Code { get; }

    /// <summary>The reason as one word for programs (<c>google.rpc.ErrorInfo</c>), e.g. <c>POINT_UNKNOWN</c>.</summary>
    public string? Reason { get; private init; }

    /// <summary>What the reason is about, by name (<c>google.rpc.ErrorInfo</c>).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private init; } = new Dictionary<string, string>();

    /// <summary>Which fields of the request were wrong, and why (<c>google.rpc.BadRequest</c>).</summary>
    public IReadOnlyList<(string Field, string Description)> FieldViolations { get; private init; } = [];

    /// <summary>How long to wait before the next attempt, when the platform says so (<c>google.rpc.RetryInfo</c>).</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>The platform showed a certificate that the configured authority did not sign, or that has expired.</summary>
    public bool ServerNotTrusted { get; private init; }

    /// <summary>The same call may succeed later without any change.</summary>
    public bool IsTransient => !ServerNotTrusted && Code is StatusCode.Unavailable or StatusCode.DeadlineExceeded
        or StatusCode.ResourceExhausted or StatusCode.Aborted or StatusCode.Cancelled or StatusCode.Internal
        or StatusCode.Unknown;

    /// <summary>The stream said nothing for too long.</summary>
    internal static IndustrialGatewayException Silence(TimeSpan limit, Exception cause) =>
        new($"The platform sent nothing for {limit.TotalSeconds:0} s.", StatusCode.Unavailable, cause);

    /// <summary>No connection came about in time.</summary>
    internal static IndustrialGatewayException NoAnswer(Uri address, TimeSpan limit, Exception cause) =>
        new($"{address.Authority} does not answer within {limit.TotalSeconds:0.###} s.", StatusCode.Unavailable, cause);

    /// <summary>The platform closed a stream that has no end of its own: it stops or restarts.</summary>
    internal static IndustrialGatewayException Ended() =>
        new("The platform ended the stream.", StatusCode.Unavailable, null);

    /// <summary>The platform sent what this client cannot understand.</summary>
    internal static IndustrialGatewayException NotUnderstood(string what) => new(what, StatusCode.DataLoss, null);

    internal static IndustrialGatewayException From(RpcException failure)
    {
        var notTrusted = IsTrustFailure(failure.Status.DebugException);
        var details = failure.GetRpcStatus();
        var info = Detail(details, ErrorInfo.Descriptor.FullName, ErrorInfo.Parser);
        var retry = Detail(details, RetryInfo.Descriptor.FullName, RetryInfo.Parser);
        var violations = Detail(details, BadRequest.Descriptor.FullName, BadRequest.Parser)?.FieldViolations;
        var message = details is { Message.Length: > 0 } ? details.Message : failure.Status.Detail;
        return new IndustrialGatewayException(message, failure.StatusCode, failure)
        {
            Reason = info?.Reason,
            Metadata = info?.Metadata.ToDictionary() ?? [],
            FieldViolations = violations?.Select(violation => (violation.Field, violation.Description)).ToArray() ?? [],
            RetryAfter = retry?.RetryDelay?.ToTimeSpan(),
            ServerNotTrusted = notTrusted,
        };
    }

    private static T? Detail<T>(RpcStatus? status, string type, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        // By name and parser, not by Any.Is and reflection: native AOT keeps no descriptors it does not see used.
        var any = status?.Details.FirstOrDefault(detail => Any.GetTypeName(detail.TypeUrl) == type);
        return any is null ? null : parser.ParseFrom(any.Value);
    }

    private static bool IsTrustFailure(Exception? cause)
    {
        while (cause is not null and not AuthenticationException)
        {
            cause = cause.InnerException;
        }

        return cause is not null;
    }
}
