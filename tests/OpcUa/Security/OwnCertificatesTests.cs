using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Security;

public sealed class OwnCertificatesTests : IDisposable
{
    private const string Uri = "urn:test:gateway";
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Certificates.Now);

    [Fact]
    public void A_certificate_is_renewed_in_time_with_a_new_key_and_the_same_names()
    {
        var own = Own();
        var before = own.Current;

        _time.SetUtcNow(before.NotAfter - OwnCertificates.RenewBefore + TimeSpan.FromDays(1));
        own.Refresh();

        Assert.NotEqual(before.Thumbprint, own.Current.Thumbprint);
        Assert.Equal((Uri, before.Subject), (own.Current.ApplicationUri, own.Current.Subject));
        Assert.NotEqual(before.PrivateKey.ExportSubjectPublicKeyInfo(), own.Current.PrivateKey.ExportSubjectPublicKeyInfo());
        Assert.Equal([own.Current.Thumbprint, before.Thumbprint], Usable(own).Select(each => each.Thumbprint));
    }

    [Fact]
    public void Before_its_time_nothing_is_renewed()
    {
        var own = Own();
        var before = own.Current;

        _time.SetUtcNow(before.NotAfter - OwnCertificates.RenewBefore - TimeSpan.FromDays(1));
        own.Refresh();

        Assert.Same(before, own.Current);
        Assert.Equal([before], Usable(own));
    }

    [Fact]
    public void The_one_before_is_used_after_a_restart_too_until_it_runs_out()
    {
        var before = Own().Current;
        OwnCertificates.Renew(_folder["own"], _time).Dispose();

        var own = Own();

        Assert.Equal([own.Current.Thumbprint, before.Thumbprint], Usable(own).Select(each => each.Thumbprint));
        _time.SetUtcNow(before.NotAfter + TimeSpan.FromDays(1));
        Assert.Single(Usable(own));
    }

    [Fact]
    public void What_somebody_put_into_the_folder_is_taken_up_without_a_restart()
    {
        var own = Own();
        using var other = Issued();

        Put(other);
        own.Refresh();

        Assert.Equal(other.Thumbprint, own.Current.Thumbprint);
    }

    [Fact]
    public void A_half_copied_pair_is_left_alone_until_it_is_whole()
    {
        var own = Own();
        var before = own.Current;
        using var other = Issued();

        File.WriteAllText(Path.Combine(_folder["own"], "own.pem"), other.ExportCertificatePem());
        own.Refresh();
        Assert.Same(before, own.Current);
        Put(other);
        own.Refresh();

        Assert.Equal(other.Thumbprint, own.Current.Thumbprint);
    }

    [Fact]
    public void A_crash_in_the_middle_of_a_renewal_is_finished_at_the_next_start()
    {
        var before = Own().Current;
        var pem = Path.Combine(_folder["own"], "own.pem");
        var old = File.ReadAllText(pem);
        using var renewed = OwnCertificates.Renew(_folder["own"], _time);
        File.Move(pem, pem + ".new");
        File.WriteAllText(pem, old);
        var der = Path.Combine(_folder["own"], "own.der");
        File.WriteAllBytes(der, before.Der.ToArray());

        var own = Own();

        Assert.Equal(renewed.Thumbprint, own.Current.Thumbprint);
        Assert.Equal(renewed.Der.ToArray(), File.ReadAllBytes(der)); // what is given away is the new one
        Assert.Equal(before.Thumbprint, Usable(own)[1].Thumbprint);
    }

    [Fact]
    public void What_an_authority_issued_only_the_authority_renews()
    {
        using var issued = Issued();
        Directory.CreateDirectory(_folder["own"]);
        Put(issued);
        var own = Own();

        _time.SetUtcNow(own.Current.NotAfter - TimeSpan.FromDays(1));
        own.Refresh();

        Assert.Equal(issued.Thumbprint, own.Current.Thumbprint);
        Assert.Contains("authority", Assert.Throws<InvalidDataException>(() => OwnCertificates.Renew(_folder["own"], _time)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_keys_are_for_this_user_alone()
    {
        _ = Own();
        OwnCertificates.Renew(_folder["own"], _time).Dispose();

        foreach (var name in new[] { "own.key", "previous.key" })
        {
            var mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(Path.Combine(_folder["own"], name));
            Assert.Equal(OperatingSystem.IsWindows() ? UnixFileMode.None : UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
        }
    }

    [Theory]
    [InlineData("ECC_nistP256", KeyKind.NistP256, "own-nistP256.pem")]
    [InlineData("ECC_nistP384", KeyKind.NistP384, "own-nistP384.pem")]
    public void A_certificate_of_another_kind_is_made_when_a_policy_first_needs_it_and_kept(string name, KeyKind kind, string file)
    {
        var policy = SecurityPolicy.Find(name);
        var own = Own();
        Assert.Null(own.Newest(kind));

        var made = Assert.Single(own.UsableFor(policy));

        Assert.Equal((kind, Uri, own.Current.Subject), (made.Kind, made.ApplicationUri, made.Subject));
        Assert.True(File.Exists(Path.Combine(_folder["own"], file)));
        Assert.Equal(own.Current.Thumbprint, Assert.Single(Usable(own)).Thumbprint);
        Assert.Equal(made.Thumbprint, Own().Newest(kind)!.Thumbprint);
    }

    [Fact]
    public void Each_kind_is_renewed_by_itself_and_the_one_before_stays_usable()
    {
        var policy = SecurityPolicy.EccNistP256;
        var own = Own();
        _time.Advance(TimeSpan.FromDays(365));
        var before = own.UsableFor(policy)[0];

        _time.SetUtcNow(before.NotAfter - OwnCertificates.RenewBefore + TimeSpan.FromDays(1));
        own.Refresh();

        Assert.Equal([own.Newest(KeyKind.NistP256)!.Thumbprint, before.Thumbprint], own.UsableFor(policy).Select(each => each.Thumbprint));
        Assert.NotEqual(before.PrivateKey.ExportSubjectPublicKeyInfo(), own.Newest(KeyKind.NistP256)!.PrivateKey.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void The_first_one_of_a_kind_made_by_hand_has_the_names_of_the_one_of_RSA_and_is_taken_up_without_a_restart()
    {
        var own = Own();

        using var made = OwnCertificates.Renew(_folder["own"], _time, KeyKind.NistP384);
        own.Refresh();

        Assert.Equal((Uri, own.Current.Subject), (made.ApplicationUri, made.Subject));
        Assert.Equal(made.Thumbprint, own.Newest(KeyKind.NistP384)!.Thumbprint);
        using var parsed = X509CertificateLoader.LoadCertificate(made.Der.Span);
        Assert.True(CertificateFacts.MayBeUsedForChannels(parsed, SecurityPolicy.EccNistP384));
        Assert.False(CertificateFacts.MayBeUsedForChannels(parsed, SecurityPolicy.Basic256Sha256)); // it encrypts nothing
    }

    [Fact]
    public void A_certificate_under_the_name_of_another_kind_is_refused_with_where_it_belongs()
    {
        _ = Own().UsableFor(SecurityPolicy.EccNistP256);
        foreach (var extension in new[] { ".pem", ".key" })
        {
            File.Copy(Path.Combine(_folder["own"], "own-nistP256" + extension), Path.Combine(_folder["own"], "own" + extension), overwrite: true);
        }

        var refusal = Assert.Throws<InvalidDataException>(() => Own());

        Assert.Contains("own-nistP256.pem", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".pem", ".key")]
    [InlineData(".key", ".pem")]
    public void A_pair_of_another_kind_that_is_half_there_is_overwritten_by_nobody(string first, string second)
    {
        var own = Own();
        string Elsewhere(string extension) => Path.Combine(_folder["elsewhere"], "own-nistP256" + extension);
        string Here(string extension) => Path.Combine(_folder["own"], "own-nistP256" + extension);
        using var issued = ApplicationCertificate.LoadOrCreate(KeyKind.NistP256, _folder["elsewhere"], Uri, "gateway", _time, ["localhost"]);

        File.Copy(Elsewhere(first), Here(first));
        own.Refresh();
        Assert.Throws<InvalidDataException>(() => own.UsableFor(SecurityPolicy.EccNistP256));
        Assert.Equal(File.ReadAllText(Elsewhere(first)), File.ReadAllText(Here(first)));
        File.Copy(Elsewhere(second), Here(second));
        own.Refresh();

        Assert.Equal(issued.Thumbprint, own.Newest(KeyKind.NistP256)!.Thumbprint);
    }

    public void Dispose() => _folder.Dispose();

    private static X509Certificate2 Issued()
    {
        using var key = RSA.Create(2_048);
        using var authority = Certificates.Authority();
        var request = CertificateMaker.Request(key, Uri, "gateway", ["localhost"]);
        var signer = X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(authority.SubjectName, signer, Certificates.Now.AddDays(-1), Certificates.Now.AddYears(1), [9]);
        return certificate.CopyWithPrivateKey(key);
    }

    private OwnCertificates Own() => new(_folder["own"], Uri, "gateway", _time, NullLogger.Instance, "localhost");

    private static IReadOnlyList<ApplicationCertificate> Usable(OwnCertificates own) => own.UsableFor(SecurityPolicy.Basic256Sha256);

    private void Put(X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPrivateKey()!; // made with one
        File.WriteAllText(Path.Combine(_folder["own"], "own.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(_folder["own"], "own.pem"), certificate.ExportCertificatePem());
    }
}
