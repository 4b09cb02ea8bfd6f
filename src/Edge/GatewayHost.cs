using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Clocks;
using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Edge.Sources;
using IndustrialGateway.Edge.Uplink;

namespace IndustrialGateway.Edge;

/// <summary>Puts the gateway together. Services stop in the reverse of this order: first the sources, then the intake drains, last the uplink.</summary>
internal static class GatewayHost
{
    /// <summary>Everything stops within 5 s; the host keeps half a second for itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4.5);

    /// <summary>The gateway, ready to be started; <paramref name="configure"/> replaces parts in tests.</summary>
    public static IHost Build(
        GatewayOptions options,
        GatewayStore store,
        Func<IntakeQueue, IReadOnlyList<ISource>> sources,
        ILoggerFactory loggers,
        TimeProvider time,
        Action<IServiceCollection>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(time);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Patience);
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);

        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(options.Uplink);
        builder.Services.AddSingleton<IPlatformLink, GrpcLink>();
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton(new IntakeQueue(points: store.Points.Registry));
        builder.Services.AddSingleton(services => sources(services.GetRequiredService<IntakeQueue>()));
        builder.Services.AddSingleton(new BufferWatch(
            store, options.Buffer, store.FreeBytes, time, loggers.CreateLogger<BufferWatch>()));
        builder.Services.AddSingleton<GatewayStateReport>();
        builder.Services.AddSingleton(new Quarantine(
            Path.Combine(options.DataFolder, "quarantine"), loggers.CreateLogger<Quarantine>()));

        builder.Services.AddHostedService(services => services.GetRequiredService<BufferWatch>());
        builder.Services.AddHostedService<UplinkService>();
        builder.Services.AddHostedService<IntakeService>();
        builder.Services.AddHostedService<ClockWatch>();
        builder.Services.AddHostedService<SourcesService>();
        configure?.Invoke(builder.Services);
        return builder.Build();
    }
}
