using Grpc.AspNetCore.Server;
using Grpc.Core;
using IndustrialGateway.V1;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IndustrialGateway.Platform.Access;

/// <summary>Nothing is open but the health check, whoever adds a service.</summary>
public sealed class DefaultDenyTests : IAsyncLifetime
{
    private static readonly Marshaller<byte[]> Bytes = new(bytes => bytes, bytes => bytes);

    private PlatformUnderTest _platform = null!; // Set by InitializeAsync.

    public async ValueTask InitializeAsync() => _platform = await PlatformUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task Every_call_that_is_mapped_is_refused_without_a_key()
    {
        var methods = MappedMethods();
        Assert.Contains("/industrial.gateway.v1.TelemetryService/ReadPoints", methods);

        foreach (var method in methods.Where(method => !method.StartsWith("/grpc.health.", StringComparison.Ordinal)))
        {
            var status = await StatusOfAsync(_platform.ApiWithoutKey(), method);
            Assert.True(status is StatusCode.Unauthenticated or StatusCode.PermissionDenied, $"{method}: {status}");
        }
    }

    [Fact]
    public void Every_call_that_is_mapped_has_a_rule()
    {
        var open = MappedMethods().Where(method => AccessRules.Of(method).Admission is Admission.Nobody);

        Assert.Empty(open);
    }

    [Fact]
    public async Task Every_call_of_apps_is_refused_at_the_gateways_address()
    {
        var certificate = _platform.Authority.Gateway(_platform.CertificateFolder, PlatformUnderTest.Gateway);
        var invoker = _platform.IngestInvoker(certificate);

        foreach (var method in MappedMethods().Where(method => !method.Contains("IngestService", StringComparison.Ordinal)))
        {
            Assert.Equal(StatusCode.PermissionDenied, await StatusOfAsync(invoker, method));
        }
    }

    [Fact]
    public async Task The_gateways_call_is_refused_at_the_apps_address() => Assert.Equal(
        StatusCode.PermissionDenied,
        await StatusOfAsync(_platform.Api(), "/industrial.gateway.v1.IngestService/Exchange"));

    [Theory]
    [InlineData("")]
    [InlineData("ig_")]
    [InlineData("ig_00000000_0000000000000000000000000000000000000000000")]
    [InlineData("not a key at all, and rather longer than any key of ours could ever be, to be sure")]
    public async Task A_key_that_is_none_is_refused(string key) => Assert.Equal(
        StatusCode.Unauthenticated, await StatusOfAsync(_platform.Api(key), "/industrial.gateway.v1.CatalogService/ListPoints"));

    [Fact]
    public async Task A_key_with_a_wrong_secret_is_refused()
    {
        var wrong = _platform.ApiKey[..^1] + (_platform.ApiKey[^1] == 'A' ? 'B' : 'A');

        Assert.Equal(
            StatusCode.Unauthenticated,
            await StatusOfAsync(_platform.Api(wrong), "/industrial.gateway.v1.CatalogService/ListPoints"));
    }

    [Fact]
    public async Task A_key_without_the_scope_is_refused_and_that_is_counted()
    {
        var key = Client.Development.DevelopmentKey.Create();
        await _platform.RestartAsync(services => services.AddSingleton(new KeyRing(
            [new ApiKey(key.Id, "Catalogue only", Convert.FromHexString(key.Sha256), [Scopes.Catalog, Scopes.Apps])])));

        var list = await new CatalogService.CatalogServiceClient(_platform.Api(key.Text)).ListPointsAsync(new ListPointsRequest());
        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await new TelemetryService.TelemetryServiceClient(_platform.Api(key.Text)).ReadPointsAsync(new ReadPointsRequest()));
        var usage = await new AppService.AppServiceClient(_platform.Api(key.Text))
            .GetAppUsageAsync(new GetAppUsageRequest { Key = $"keys/{key.Id}" });

        Assert.Empty(list.Points);
        Assert.Equal("SCOPE_MISSING", refusal.GetRpcStatus()!.GetDetail<Google.Rpc.ErrorInfo>()!.Reason);
        Assert.Equal((2u, 1u), (usage.Calls, usage.Refused));
    }

    [Fact]
    public async Task Health_is_open_and_reflection_takes_a_key()
    {
        var health = await new Grpc.Health.V1.Health.HealthClient(_platform.ApiWithoutKey())
            .CheckAsync(new Grpc.Health.V1.HealthCheckRequest());

        Assert.Equal(Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
        Assert.Equal(
            StatusCode.Unauthenticated,
            await StatusOfAsync(_platform.ApiWithoutKey(), "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"));
    }

    private string[] MappedMethods() =>
    [
        .. _platform.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.FullName)
            .OfType<string>()
            .Distinct(),
    ];

    /// <summary>Calls whatever it is with an empty message.</summary>
    private static async Task<StatusCode> StatusOfAsync(CallInvoker invoker, string method)
    {
        var slash = method.LastIndexOf('/');
        using var call = invoker.AsyncServerStreamingCall(
            new Method<byte[], byte[]>(MethodType.ServerStreaming, method[1..slash], method[(slash + 1)..], Bytes, Bytes),
            host: null, new CallOptions(), []);
        try
        {
            await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
        }
        catch (RpcException failure)
        {
            return failure.StatusCode;
        }

        return StatusCode.OK;
    }
}
