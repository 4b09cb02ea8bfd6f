using IndustrialGateway.Platform.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace IndustrialGateway.Platform.Ingest.Budgets;

/// <summary>Puts a <see cref="WatchedBody"/> before every call of a gateway.</summary>
internal sealed class MessageWatch(RequestDelegate next, IngestLimits limits, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<ListenerMark>()?.Role is not ListenerRole.Ingest)
        {
            await next(context);
            return;
        }

        using var body = new WatchedBody(context.Request.BodyReader, limits.MessageWithin, time);
        context.Features.Set(body);
        context.Features.Set<IRequestBodyPipeFeature>(body);
        await next(context);
    }
}
