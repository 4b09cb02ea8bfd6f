using Grpc.Core;
using IndustrialGateway.Client;

namespace IndustrialGateway.Cli.Connection;

/// <summary>What a refusal of the platform means for the person at the keyboard.</summary>
internal static class Refusals
{
    public static CliException Explain(IndustrialGatewayException refusal) => refusal switch
    {
        { ServerNotTrusted: true } => new(
            ExitCodes.NotTrusted,
            "The platform's certificate is not trusted: it is not signed by the authority in use, or has expired.",
            "Give the right authority with --ca FILE. If the demo was made anew, end it and start it again."),
        { Code: StatusCode.Unavailable } => new(
            ExitCodes.Unreachable,
            $"The platform cannot be reached: {Cause(refusal)}",
            "Is it running (`make run` starts the demo), and is --address right?"),
        { Code: StatusCode.DeadlineExceeded } => new(
            ExitCodes.Unreachable, "The platform did not answer in time.", "Try again, or look at the platform's log."),
        { Code: StatusCode.Unauthenticated } => new(
            ExitCodes.NotAllowed,
            $"The platform does not accept the API key: {refusal.Message}",
            "Give another with --key-file FILE or IGW_KEY."),
        { Code: StatusCode.PermissionDenied } => new(
            ExitCodes.NotAllowed,
            $"The API key may not do this: {refusal.Message}",
            "Ask for a key with this scope."),
        { Code: StatusCode.NotFound } => new(
            ExitCodes.NotFound, refusal.Message, "`igw points` lists what there is."),
        { Code: StatusCode.InvalidArgument, FieldViolations.Count: > 0 } => new(
            ExitCodes.Usage,
            string.Join("; ", refusal.FieldViolations.Select(wrong => $"{wrong.Field}: {wrong.Description}"))),
        { Code: StatusCode.InvalidArgument } => new(ExitCodes.Usage, refusal.Message),
        { Code: StatusCode.ResourceExhausted, RetryAfter: { } wait } => new(
            ExitCodes.Failure, refusal.Message, $"Try again in {wait.TotalSeconds:0.#} s."),
        { Code: StatusCode.Unimplemented } => new(
            ExitCodes.Failure, "What answers at this address is no platform, or an older one.", "Is --address the API's?"),
        _ => new(ExitCodes.Failure, $"{refusal.Message} ({refusal.Code})"),
    };

    /// <summary>The innermost cause says it best: "Connection refused (127.0.0.1:7444)".</summary>
    private static string Cause(IndustrialGatewayException refusal)
    {
        var cause = (refusal.InnerException as RpcException)?.Status.DebugException;
        while (cause?.InnerException is { } inner)
        {
            cause = inner;
        }

        return cause?.Message ?? refusal.Message;
    }
}
