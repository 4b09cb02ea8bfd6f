using Microsoft.Extensions.FileProviders;

namespace IndustrialGateway.Platform.Hosting;

/// <summary>Serves the page's files, which hold nothing secret: what they show they read through the API.</summary>
internal static class StaticPage
{
    public static void UseStaticPage(this WebApplication app)
    {
        var folder = Path.Combine(app.Environment.ContentRootPath, "wwwroot");
        if (Directory.Exists(folder))
        {
            app.UseFileServer(new FileServerOptions { FileProvider = new PhysicalFileProvider(folder) });
        }
    }
}
