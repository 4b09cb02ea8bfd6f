using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.Client.Development;

namespace IndustrialGateway.Cli.Development;

/// <summary>The development certificates in real TLS handshakes, both ends checking.</summary>
public sealed class DevelopmentAuthorityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igw-authority-").FullName;

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Both_ends_of_a_connection_trust_what_the_authority_signed(string host)
    {
        using var authority = Authority("ca");

        var identity = await HandshakeAsync(
            authority.Files, authority.Server(_folder), authority.Gateway(_folder, "press-shop"), host);

        Assert.Contains("urn:industrial-gateway:gateway:press-shop", identity, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CertificateLife.Expired)]
    [InlineData(CertificateLife.NotYetValid)]
    public async Task A_certificate_out_of_its_time_is_refused(CertificateLife life)
    {
        using var authority = Authority("ca");
        var server = authority.Server(_folder, life: life);

        await Assert.ThrowsAsync<AuthenticationException>(() =>
            HandshakeAsync(authority.Files, server, authority.Gateway(_folder, "g"), "localhost"));
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        using var authority = Authority("ca");
        using var foreign = Authority("foreign");
        var server = foreign.Server(_folder);

        await Assert.ThrowsAsync<AuthenticationException>(() =>
            HandshakeAsync(authority.Files, server, authority.Gateway(_folder, "g"), "localhost"));
    }

    [Fact]
    public void A_second_run_takes_what_the_first_one_made()
    {
        var first = DevelopmentMaterial.Prepare(_folder, "g", TimeProvider.System);
        var made = Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllText);

        var second = DevelopmentMaterial.Prepare(_folder, "g", TimeProvider.System);

        Assert.Equal(first, second);
        Assert.Equal(7, made.Count);
        Assert.All(made, file => Assert.Equal(file.Value, File.ReadAllText(file.Key)));
    }

    [Fact]
    public void Another_gateway_gets_a_certificate_of_its_own()
    {
        var first = File.ReadAllText(DevelopmentMaterial.Prepare(_folder, "a", TimeProvider.System).Gateway.Certificate);

        var second = File.ReadAllText(DevelopmentMaterial.Prepare(_folder, "b", TimeProvider.System).Gateway.Certificate);

        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_damaged_key_is_made_anew()
    {
        var files = DevelopmentMaterial.Prepare(_folder, "a", TimeProvider.System).Server;
        File.WriteAllText(files.Key, "damaged");

        DevelopmentMaterial.Prepare(_folder, "a", TimeProvider.System);

        using var pair = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
        Assert.True(pair.HasPrivateKey);
    }

    [Fact]
    public void Only_the_owner_may_read_what_was_made()
    {
        DevelopmentMaterial.Prepare(_folder, "g", TimeProvider.System);

        Assert.All(
            new DirectoryInfo(_folder).GetFiles("*", SearchOption.AllDirectories),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode));
    }

    [Fact]
    public void A_key_has_the_form_that_the_platform_expects_and_never_prints_its_secret()
    {
        var key = DevelopmentKey.Create();

        Assert.Matches("^ig_[a-z2-7]{8}_[A-Za-z0-9_-]{43}$", key.Text);
        Assert.Matches("^[0-9a-f]{64}$", key.Sha256);
        Assert.Equal(key.Text.Split('_')[1], key.Id);
        Assert.DoesNotContain(key.Text[12..], key.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private DevelopmentAuthority Authority(string name) =>
        DevelopmentAuthority.Open(Path.Combine(_folder, name), TimeProvider.System);

    /// <summary>Connects the two in memory and returns the names in the client's certificate, as the server saw it.</summary>
    private static async Task<string> HandshakeAsync(
        CertificateFiles authority, CertificateFiles server, CertificateFiles client, string host)
    {
        using var root = X509CertificateLoader.LoadCertificateFromFile(authority.Certificate);
        using var serverPair = X509Certificate2.CreateFromPemFile(server.Certificate, server.Key);
        using var clientPair = X509Certificate2.CreateFromPemFile(client.Certificate, client.Key);
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.Add(root);
        var (near, far) = Duplex.Pair();
        using var serverEnd = new SslStream(near);
        using var clientEnd = new SslStream(far);

        var accepting = serverEnd.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = serverPair,
            ClientCertificateRequired = true,
            CertificateChainPolicy = policy.Clone(),
        });
        try
        {
            await clientEnd.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = host,
                ClientCertificates = [clientPair],
                CertificateChainPolicy = policy,
            });
        }
        catch (AuthenticationException)
        {
            await clientEnd.DisposeAsync();
            await Record.ExceptionAsync(() => accepting); // In TLS 1.3 the server may have finished before.
            throw;
        }

        await accepting;
        var seen = Assert.IsType<X509Certificate2>(serverEnd.RemoteCertificate);
        return seen.Extensions["2.5.29.17"]!.Format(false);
    }
}
