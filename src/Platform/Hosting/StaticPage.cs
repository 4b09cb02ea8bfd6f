using Microsoft.Extensions.FileProviders;

namespace IndustrialGateway.Platform.Hosting;

/// <summary>Serves the page's files, which hold nothing secret: what they show they read through the API.</summary>
internal static class StaticPage
{
    /// <summary>Before routing: gRPC takes every path of two segments for an unknown call and answers 405 to it.</summary>
    public static void UseStaticPage(this WebApplication app)
    {
        var folder = Path.Combine(app.Environment.ContentRootPath, "wwwroot");
        if (Directory.Exists(folder))
        {
            app.UseWhen(
                context => context.Features.Get<ListenerMark>() is { Role: ListenerRole.Api },
                api => api.UseFileServer(new FileServerOptions { FileProvider = new PhysicalFileProvider(folder) }));
        }
    }
}
