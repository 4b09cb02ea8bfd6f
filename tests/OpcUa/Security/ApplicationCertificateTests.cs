using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.OpcUa.Tests.Security;

public sealed class ApplicationCertificateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("own");

    [Fact]
    public void It_is_made_once_and_kept()
    {
        using var made = Load();
        using var kept = Load();

        Assert.Equal(made.Thumbprint, kept.Thumbprint);
        Assert.Equal(made.PrivateKey.ExportSubjectPublicKeyInfo(), kept.PrivateKey.ExportSubjectPublicKeyInfo());
        Assert.Equal("urn:test:gateway", kept.ApplicationUri);
    }

    [Fact]
    public void Its_key_is_for_its_owner_alone()
    {
        using var made = Load();

        var mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(Path.Combine(_folder.FullName, "own.key"));

        Assert.Equal(OperatingSystem.IsWindows() ? UnixFileMode.None : UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
    }

    [Fact]
    public void It_carries_what_peers_check()
    {
        using var made = Load();
        using var certificate = X509CertificateLoader.LoadCertificate(made.Der.Span);
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        var usage = certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages;

        Assert.Equal(["gateway.plant"], names.EnumerateDnsNames());
        Assert.Equal(["10.0.0.7"], names.EnumerateIPAddresses().Select(address => address.ToString()));
        Assert.True(usage.HasFlag(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation | X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.DataEncipherment));
        Assert.Equal(
            ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"],
            certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Select(oid => oid.Value));
        Assert.True(made.PrivateKey.KeySize >= 2_048);
    }

    [Fact]
    public void A_damaged_key_is_reported_and_not_replaced()
    {
        Load().Dispose();
        File.WriteAllText(Path.Combine(_folder.FullName, "own.key"), "damaged");

        var failure = Assert.Throws<InvalidDataException>(Load);

        Assert.Contains("own.key", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private ApplicationCertificate Load() => ApplicationCertificate.LoadOrCreate(
        _folder.FullName, "urn:test:gateway", "gateway", TimeProvider.System, "gateway.plant", "10.0.0.7");
}
