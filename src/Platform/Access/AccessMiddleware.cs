using Grpc.AspNetCore.Server;
using IndustrialGateway.Platform.Apps;
using IndustrialGateway.Platform.Hosting;
using IndustrialGateway.Platform.Rpc;

namespace IndustrialGateway.Platform.Access;

/// <summary>
/// Stands before every RPC, in each of its three forms: what <see cref="AccessRules"/> does not admit is refused before
/// its body is read. Gateways' calls and callers' calls have an address each, and are not answered at the other's.
/// </summary>
internal sealed class AccessMiddleware(RequestDelegate next, KeyRing keys, PageSessions sessions, ApiUsage usage)
{
    private const string KeyHeader = "x-api-key";

    public Task InvokeAsync(HttpContext context)
    {
        var role = context.Features.Get<ListenerMark>()?.Role;
        var method = context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.FullName;
        if (method is null)
        {
            if (role is ListenerRole.Api)
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return Refuse(context, AccessRules.Of(method), role) is { } refusal
            ? RefusalWriter.WriteAsync(context, refusal.Status)
            : next(context);
    }

    private RefusalException? Refuse(HttpContext context, AccessRule rule, ListenerRole? role)
    {
        var ofGateways = rule.Admission is Admission.Gateway;
        if (rule.Admission is Admission.Nobody || ofGateways != (role is ListenerRole.Ingest))
        {
            return RefusalException.PermissionDenied("NOT_HERE", "This call is not answered at this address.");
        }

        return ofGateways || rule.Admission is Admission.Everybody ? null : RefuseCaller(context, rule);
    }

    private RefusalException? RefuseCaller(HttpContext context, AccessRule rule)
    {
        var caller = context.Request.Headers.TryGetValue(KeyHeader, out var key)
            ? keys.Find(key.ToString())
            : FindSession(context.Request);
        if (caller is null)
        {
            return RefusalException.Unauthenticated(
                "NO_VALID_KEY", $"A valid key in {KeyHeader}, or the session of the page's link, is needed.");
        }

        if (rule.Scope is { } scope && !caller.Scopes.Contains(scope))
        {
            usage.CountRefusal(caller.Key);
            return RefusalException.PermissionDenied("SCOPE_MISSING", $"The key lacks the scope {scope}.");
        }

        usage.CountCall(caller.Key);
        context.Features.Set(caller);
        return null;
    }

    /// <summary>A cookie counts only when the browser says that our own page sent the call.</summary>
    private Caller? FindSession(HttpRequest request)
    {
        if (request.Cookies[PageSessions.Cookie] is not { } secret)
        {
            return null;
        }

        var origin = request.Headers.Origin.ToString();
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var ownOrigin = origin == $"{request.Scheme}://{request.Host}";
        var ours = site.Length > 0 ? site == "same-origin" && (origin.Length == 0 || ownOrigin) : ownOrigin;
        return ours ? sessions.Find(secret) : null;
    }
}
