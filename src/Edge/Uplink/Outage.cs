using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>Says in words why the platform cannot be used, so that a refused certificate is not taken for a broken cable.</summary>
internal static class Outage
{
    public static bool Is(Exception failure) =>
        failure is RpcException or IOException or HttpRequestException or CryptographicException or TimeoutException
            or UnauthorizedAccessException or AuthenticationException or InvalidDataException or OperationCanceledException;

    /// <summary>Whether there was nobody who could have refused, or no way from here: to ask again soon costs nobody anything.</summary>
    public static bool IsUnreachable(Exception failure) => failure is RpcException rpc && Causes(rpc).Any(cause => cause is TimeoutException or SocketException
    {
        SocketErrorCode: SocketError.ConnectionRefused or SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown
            or SocketError.HostDown or SocketError.TimedOut or SocketError.TryAgain or SocketError.AddressNotAvailable
    });

    /// <summary>
    /// Whether the platform sees another gateway with this one's certificate: a person must act, and asking often helps nobody.
    /// </summary>
    public static bool IsSecondInstance(Exception failure) =>
        failure is RpcException { StatusCode: StatusCode.FailedPrecondition } rpc && ReasonOf(rpc) == "SECOND_INSTANCE";

    public static string Words(Exception failure, Uri endpoint) => failure switch
    {
        TimeoutException or InvalidDataException => failure.Message,
        RpcException rpc => OfCall(rpc, endpoint),
        CryptographicException or UnauthorizedAccessException or IOException =>
            $"the certificate files cannot be used: {failure.Message}",
        _ => failure.Message,
    };

    private static string OfCall(RpcException failure, Uri endpoint)
    {
        foreach (var cause in Causes(failure))
        {
            switch (cause)
            {
                case AuthenticationException when Mentions(cause, "alert"):
                    return Refused(failure.StatusCode, cause.InnerException?.Message ?? cause.Message);
                case AuthenticationException:
                    return $"the platform's certificate is not accepted: {cause.Message}";
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return $"nothing listens at {endpoint.Authority}";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }:
                    return $"the name {endpoint.Host} is not known";
                case SocketException { SocketErrorCode: SocketError.NetworkUnreachable or SocketError.HostUnreachable }:
                    return $"there is no way to {endpoint.Host}";
                case IOException when Mentions(cause, "alert") || Mentions(cause, "SSL"):
                    return Refused(failure.StatusCode, cause.InnerException?.Message ?? cause.Message);
                case TimeoutException:
                    return $"{endpoint.Authority} does not answer";
            }
        }

        // The secure handshake went well on this side, and the platform hung up before its first frame: in TLS 1.3 that is
        // how a client hears that its certificate is refused, whenever the alert itself is lost on the way.
        if (Causes(failure).Any(cause => cause is HttpRequestException
            { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.Unknown }))
        {
            return $"{endpoint.Authority} hung up after the secure handshake: it does not accept this gateway's certificate, "
                + "or is just being stopped";
        }

        return failure.StatusCode switch
        {
            StatusCode.Unauthenticated or StatusCode.PermissionDenied => Refused(failure.StatusCode, failure.Status.Detail),
            StatusCode.FailedPrecondition when IsSecondInstance(failure) =>
                $"the platform refuses this gateway, because another one has its identity: {failure.Status.Detail}",
            StatusCode.FailedPrecondition => $"another stream of this gateway took over: {failure.Status.Detail}",
            _ => $"{failure.StatusCode}: {failure.Status.Detail}",
        };
    }

    /// <summary>The reason in the status that came with the refusal (google.rpc.ErrorInfo); empty = none was told.</summary>
    private static string ReasonOf(RpcException failure)
    {
        try
        {
            return failure.Trailers.GetValueBytes("grpc-status-details-bin") is { } bytes
                && Google.Rpc.Status.Parser.ParseFrom(bytes).Details.FirstOrDefault(detail =>
                    detail.TypeUrl.EndsWith("/google.rpc.ErrorInfo", StringComparison.Ordinal)) is { } info
                ? Google.Rpc.ErrorInfo.Parser.ParseFrom(info.Value).Reason
                : "";
        }
        catch (InvalidProtocolBufferException)
        {
            return "";
        }
    }

    private static string Refused(StatusCode code, string detail) =>
        $"the platform does not accept this gateway's certificate ({code}: {detail})";

    private static bool Mentions(Exception failure, string word)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause.Message.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<Exception> Causes(RpcException failure)
    {
        for (var cause = failure.Status.DebugException ?? failure.InnerException; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
