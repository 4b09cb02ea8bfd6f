using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.Cli.Fakes;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Cli.Trust;

/// <summary><c>igw trust</c> as a process, over the folder that a gateway fills.</summary>
public sealed class TrustCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TrustFolder _trust;
    private readonly ApplicationCertificate _machine;

    public TrustCommandTests()
    {
        _trust = new TrustFolder(_folder["pki"]);
        _machine = ApplicationCertificate.Create("urn:test:machine", "machine", TimeProvider.System, "localhost");
    }

    [Fact]
    public async Task A_refused_machine_is_listed_with_why_and_approved_by_the_beginning_of_its_fingerprint()
    {
        Assert.Throws<UaException>(() => Validate());

        var list = await RunAsync("list");
        var approved = await RunAsync("approve", _machine.Thumbprint[..8].ToLowerInvariant());

        Assert.Contains("refused", list.Output, StringComparison.Ordinal);
        Assert.Contains(_machine.Thumbprint, list.Output, StringComparison.Ordinal);
        Assert.Contains("urn:test:machine", list.Output, StringComparison.Ordinal);
        Assert.Contains("BadCertificateUntrusted", list.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCodes.Success, "1 certificates\n"), (list.ExitCode, list.Error));
        Assert.Equal(ExitCodes.Success, approved.ExitCode);
        Validate();
    }

    [Fact]
    public async Task For_programs_a_certificate_is_one_object()
    {
        Assert.Throws<UaException>(() => Validate());

        var run = await RunAsync("list", "--json");

        var line = Assert.Single(run.Lines);
        Assert.StartsWith($$"""{"place":"refused","sha1":"{{_machine.Thumbprint}}","sha256":"{{Convert.ToHexString(SHA256.HashData(_machine.Der.Span))}}",""", line, StringComparison.Ordinal);
        Assert.Contains("\"status\":\"BadCertificateUntrusted\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approving_says_that_it_does_not_mend_another_fault()
    {
        Assert.Throws<UaException>(() => Validate("urn:somebody:else", trusted: true));

        var run = await RunAsync("approve", _machine.Thumbprint);

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Contains("another reason", run.Error, StringComparison.Ordinal);
        Assert.Contains("urn:somebody:else", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_beginning_that_fits_nobody_or_is_too_short_decides_nothing()
    {
        Assert.Throws<UaException>(() => Validate());

        var nobody = await RunAsync("approve", "0000000000");
        var tooShort = await RunAsync("approve", _machine.Thumbprint[..3]);

        Assert.Equal((ExitCodes.NotFound, ExitCodes.Usage), (nobody.ExitCode, tooShort.ExitCode));
        Assert.Throws<UaException>(() => Validate());
    }

    [Fact]
    public async Task Trust_is_taken_back_and_a_certificate_removed()
    {
        _trust.Trust(_machine.Der.Span);

        var rejected = await RunAsync("reject", _machine.Thumbprint);
        Assert.Throws<UaException>(() => Validate());
        var removed = await RunAsync("remove", _machine.Thumbprint);

        Assert.Equal((ExitCodes.Success, ExitCodes.Success), (rejected.ExitCode, removed.ExitCode));
        Assert.Empty(Directory.GetFiles(_trust.RejectedPath));
    }

    [Fact]
    public async Task One_certificate_is_shown_with_everything_that_is_compared()
    {
        Assert.Throws<UaException>(() => Validate());

        var run = await RunAsync("show", _machine.Thumbprint);

        Assert.Contains($"SHA-1        {_machine.Thumbprint}", run.Output, StringComparison.Ordinal);
        Assert.Contains("issuer       itself", run.Output, StringComparison.Ordinal);
        Assert.Contains("igw trust approve", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_gateways_own_certificate_is_exported_without_its_key()
    {
        using var own = ApplicationCertificate.LoadOrCreate(
            Path.Combine(_folder["pki"], "own"), "urn:test:gateway", "gateway", TimeProvider.System, "localhost");

        var run = await RunAsync("export", "--pem");

        using var exported = X509Certificate2.CreateFromPem(run.Output);
        Assert.Equal(own.Thumbprint, exported.Thumbprint);
        Assert.DoesNotContain("KEY", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_gateways_own_certificate_is_renewed_under_the_same_name()
    {
        using var own = ApplicationCertificate.LoadOrCreate(
            Path.Combine(_folder["pki"], "own"), "urn:test:gateway", "gateway", TimeProvider.System, "localhost");

        var run = await RunAsync("renew");

        using var renewed = ApplicationCertificate.LoadOrCreate(
            Path.Combine(_folder["pki"], "own"), "urn:test:gateway", "gateway", TimeProvider.System, "localhost");
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.NotEqual(own.Thumbprint, renewed.Thumbprint);
        Assert.Equal(own.ApplicationUri, renewed.ApplicationUri);
        Assert.Contains(renewed.Thumbprint, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_another_kind_is_made_and_exported_by_its_name()
    {
        using var own = ApplicationCertificate.LoadOrCreate(
            Path.Combine(_folder["pki"], "own"), "urn:test:gateway", "gateway", TimeProvider.System, "localhost");

        var missing = await RunAsync("export", "--pem", "--key", "NistP256");
        var made = await RunAsync("renew", "--key", "NistP256");
        var exported = await RunAsync("export", "--pem", "--key", "NistP256");

        using var certificate = X509Certificate2.CreateFromPem(exported.Output);
        Assert.Equal((ExitCodes.NotFound, ExitCodes.Success, ExitCodes.Success), (missing.ExitCode, made.ExitCode, exported.ExitCode));
        Assert.Contains("igw trust export --key NistP256", made.Error, StringComparison.Ordinal);
        Assert.Contains(certificate.Thumbprint, made.Error, StringComparison.Ordinal);
        Assert.NotEqual(own.Thumbprint, certificate.Thumbprint);
        Assert.NotNull(certificate.GetECDsaPublicKey());
    }

    [Fact]
    public async Task A_folder_that_is_none_is_said_to_be_so()
    {
        var run = await Igw.RunAsync(_folder["pki"], ["trust", "list", "--certificates", _folder["elsewhere"]]);

        Assert.Equal(ExitCodes.NotFound, run.ExitCode);
    }

    public void Dispose()
    {
        _machine.Dispose();
        _folder.Dispose();
    }

    private Task<Igw> RunAsync(params string[] arguments) =>
        Igw.RunAsync(Path.GetDirectoryName(Path.GetDirectoryName(_trust.TrustedPath))!, ["trust", .. arguments, "--certificates", "pki"]);

    private void Validate(string uri = "urn:test:machine", bool trusted = false)
    {
        if (trusted)
        {
            _trust.Trust(_machine.Der.Span);
        }

        _trust.Validate(_machine.Der.Span, "server", uri, SecurityPolicy.Basic256Sha256, TimeProvider.System).Dispose();
    }
}
