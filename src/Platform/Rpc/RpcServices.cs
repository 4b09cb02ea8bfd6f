using IndustrialGateway.Platform.Ingest;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.Extensions.Options;

namespace IndustrialGateway.Platform.Rpc;

internal static class RpcServices
{
    /// <summary>The largest request of an app: a thousand long names.</summary>
    private const int MaxRequestBytes = 1024 * 1024;

    /// <summary>gRPC, gRPC-Web and JSON from one implementation, with one way of saying what is wrong.</summary>
    public static IServiceCollection AddRpc(this IServiceCollection services)
    {
        services
            .AddGrpc(options =>
            {
                options.MaxReceiveMessageSize = MaxRequestBytes;
                options.Interceptors.Add<StatusInterceptor>();
            })
            .AddServiceOptions<IngestEndpoint>(_ => { })
            .AddJsonTranscoding(options =>
            {
                options.TypeRegistry = ErrorTypes.Registry;
                options.JsonSettings.WriteInt64sAsStrings = true;
                options.JsonSettings.IgnoreDefaultValues = true;
            });
        services.AddSingleton<IConfigureOptions<Grpc.AspNetCore.Server.GrpcServiceOptions<IngestEndpoint>>>(provider =>
            new ConfigureOptions<Grpc.AspNetCore.Server.GrpcServiceOptions<IngestEndpoint>>(options =>
                options.MaxReceiveMessageSize = provider.GetRequiredService<IngestLimits>().MaxMessageBytes));
        // JSON's routes need it, and the slim builder leaves it out.
        services.Configure<RouteOptions>(options => options.SetParameterPolicy<RegexInlineRouteConstraint>("regex"));
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks();
        return services;
    }
}
