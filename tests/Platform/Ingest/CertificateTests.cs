using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using IndustrialGateway.Client.Development;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>Who is let in as a gateway, and how the others hear of it.</summary>
public sealed class CertificateTests : IAsyncLifetime
{
    private PlatformUnderTest _platform = null!; // Set by InitializeAsync.

    public async ValueTask InitializeAsync() => _platform = await PlatformUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task Without_a_certificate_there_is_no_connection() => AssertNoCall(await RefusalAsync(certificate: null));

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        using var other = DevelopmentAuthority.Open(Path.Combine(_platform.CertificateFolder, "other"), TimeProvider.System);
        var certificate = other.Gateway(Path.Combine(_platform.CertificateFolder, "other"), PlatformUnderTest.Gateway);

        AssertNoCall(await RefusalAsync(certificate));
    }

    [Fact]
    public async Task A_servers_certificate_makes_no_gateway() =>
        AssertNoCall(await RefusalAsync(_platform.Authority.Server(_platform.CertificateFolder)));

    [Theory]
    [InlineData(CertificateLife.Expired)]
    [InlineData(CertificateLife.NotYetValid)]
    public async Task A_certificate_out_of_its_time_is_refused_in_words(CertificateLife life)
    {
        var certificate = _platform.Authority.Gateway(_platform.CertificateFolder, "late", $"late-{life}", life);

        var refusal = await RefusalAsync(certificate);

        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
        Assert.Equal("CERTIFICATE_EXPIRED", refusal.GetRpcStatus()!.GetDetail<Google.Rpc.ErrorInfo>()!.Reason);
    }

    [Theory]
    [InlineData("Press Shop")]
    [InlineData("..")]
    [InlineData("a/b")]
    public async Task A_name_that_is_no_gateways_is_refused(string id)
    {
        var certificate = _platform.Authority.Gateway(_platform.CertificateFolder, id, "odd");

        Assert.Equal(StatusCode.PermissionDenied, (await RefusalAsync(certificate)).StatusCode);
    }

    [Fact]
    public void A_certificate_with_two_names_or_none_names_no_gateway()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256);
        using var none = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddUri(DevelopmentAuthority.GatewayUri("a"));
        names.AddUri(DevelopmentAuthority.GatewayUri("b"));
        request.CertificateExtensions.Add(names.Build());
        using var two = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));

        Assert.Throws<Rpc.RefusalException>(() => GatewayIdentity.Of(none, TimeProvider.System));
        Assert.Throws<Rpc.RefusalException>(() => GatewayIdentity.Of(two, TimeProvider.System));
    }

    /// <summary>
    /// The TLS layer refused: the platform has sent no status of its own and no call has reached it. In TLS 1.3 the client
    /// is told after its handshake, so its library calls the broken connection Unavailable or Internal, as it falls.
    /// </summary>
    private void AssertNoCall(RpcException refusal)
    {
        Assert.True(refusal.StatusCode is StatusCode.Unavailable or StatusCode.Internal, refusal.ToString());
        Assert.Null(refusal.GetRpcStatus());
        Assert.DoesNotContain(
            _platform.Logs.GetSnapshot(), entry => entry.Category?.Contains(nameof(IngestEndpoint), StringComparison.Ordinal) == true);
    }

    private async Task<RpcException> RefusalAsync(CertificateFiles? certificate) =>
        await Assert.ThrowsAsync<RpcException>(async () =>
        {
            using var call = _platform.Ingest(certificate).Exchange();
            var hello = new ExchangeRequest { Hello = new Hello { Epoch = GatewayStream.Bytes(1) } };

            // Where it is refused the connection breaks, in writing or in reading: reading says how the call ended.
            await Xunit.Record.ExceptionAsync(() => call.RequestStream.WriteAsync(hello));
            await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
        });
}
