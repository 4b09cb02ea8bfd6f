using IndustrialGateway.Platform.Access;
using IndustrialGateway.Platform.Apps;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Committing;
using IndustrialGateway.Platform.History;
using IndustrialGateway.Platform.Ingest;
using IndustrialGateway.Platform.Ingest.Budgets;
using IndustrialGateway.Platform.Line;
using IndustrialGateway.Platform.Live;
using IndustrialGateway.Platform.Pilots;
using IndustrialGateway.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace IndustrialGateway.Platform.Hosting;

/// <summary>The table of contents: the parts of the platform in the order in which a value meets them.</summary>
internal static class PlatformHost
{
    /// <summary>The platform, ready to be started; <paramref name="configure"/> replaces parts in tests.</summary>
    public static WebApplication Build(PlatformSettings settings, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(PlatformHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging
            .AddSimpleConsole(console => (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "HH:mm:ss.fff "))
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Grpc", LogLevel.Warning);
        var listeners = new Listeners(settings);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(listeners.Configure);
        builder.Services
            .AddSingleton(settings)
            .AddSingleton(listeners)
            .AddHosting()
            .AddCatalogue()
            .AddHistory()
            .AddLive()
            .AddLine()
            .AddCommitting()
            .AddIngest()
            .AddApps()
            .AddPilots()
            .AddAccess()
            .AddRpc();
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseBrowserProtection();
        app.UseStaticPage();
        app.UseRouting();
        app.UseMiddleware<AccessMiddleware>();
        app.UseMiddleware<MessageWatch>();
        app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
        app.MapGet(PageEntrance.Path, PageEntrance.Open);
        app.MapGrpcService<IngestEndpoint>();
        app.MapGrpcService<CatalogEndpoint>();
        app.MapGrpcService<TelemetryEndpoint>();
        app.MapGrpcService<LineEndpoint>();
        app.MapGrpcService<AppEndpoint>();
        app.MapGrpcService<PilotEndpoint>();
        app.MapGrpcReflectionService();
        app.MapGrpcHealthChecksService();
        return app;
    }

    private static IServiceCollection AddHosting(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Stopping>();
        services.AddHostedService<Opening>();
        services.AddHostedService<AddressFile>();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(4));
        return services;
    }
}
