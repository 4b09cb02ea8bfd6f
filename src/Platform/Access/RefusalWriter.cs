using Google.Protobuf;
using Google.Rpc;

namespace IndustrialGateway.Platform.Access;

/// <summary>Writes a refusal without an endpoint: as gRPC headers to gRPC and gRPC-Web callers, as JSON to the others.</summary>
internal static class RefusalWriter
{
    private static readonly JsonFormatter Json =
        new(JsonFormatter.Settings.Default.WithTypeRegistry(Rpc.ErrorTypes.Registry));

    public static Task WriteAsync(HttpContext context, Google.Rpc.Status status)
    {
        var response = context.Response;
        if (context.Request.ContentType is { } type && type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase))
        {
            response.ContentType = type;
            response.Headers["grpc-status"] = status.Code.ToString(System.Globalization.CultureInfo.InvariantCulture);
            response.Headers["grpc-message"] = Uri.EscapeDataString(status.Message);
            response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(status.ToByteArray()).TrimEnd('=');
            return Task.CompletedTask;
        }

        response.StatusCode = (Code)status.Code is Code.Unauthenticated
            ? StatusCodes.Status401Unauthorized
            : StatusCodes.Status403Forbidden;
        response.ContentType = "application/json";
        return response.WriteAsync(Json.Format(status), context.RequestAborted);
    }
}
