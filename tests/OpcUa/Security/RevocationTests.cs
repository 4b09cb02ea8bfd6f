using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CsCheck;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Security;

/// <summary>Chains of a plant's own authority, and what it took back (Part 4 §6.1.3; reliability cases F1, F3, F6).</summary>
public sealed class RevocationTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Certificates.Now);
    private readonly X509Certificate2 _root = Certificates.Authority();
    private readonly X509Certificate2 _line;
    private readonly TrustFolder _trust;

    public RevocationTests()
    {
        _line = Certificates.Intermediate(_root);
        _trust = new TrustFolder(_folder["pki"]);
    }

    [Fact]
    public void What_an_authority_took_back_is_refused_from_the_moment_its_list_is_there()
    {
        _trust.Trust(_root.RawData);
        var certificate = Certificates.IssuedBy(_root);
        Validate(certificate);

        List(Certificates.Revocations(_root, serials: Certificates.IssuedSerial));

        Assert.Equal(StatusCode.BadCertificateRevoked, Refusal(certificate));
    }

    [Fact]
    public void A_list_counts_also_for_a_certificate_that_is_trusted_itself()
    {
        var certificate = Certificates.IssuedBy(_root);
        _trust.Trust(certificate);
        File.WriteAllBytes(Path.Combine(_trust.IssuersPath, "root.der"), _root.RawData);
        List(Certificates.Revocations(_root, serials: Certificates.IssuedSerial));

        Assert.Equal(StatusCode.BadCertificateRevoked, Refusal(certificate));
    }

    [Fact]
    public void A_list_in_PEM_is_read_too()
    {
        _trust.Trust(_root.RawData);
        var pem = PemEncoding.WriteString("X509 CRL", Certificates.Revocations(_root, serials: Certificates.IssuedSerial));
        File.WriteAllText(Path.Combine(_trust.RevocationsPath, "root.pem"), pem);

        Assert.Equal(StatusCode.BadCertificateRevoked, Refusal(Certificates.IssuedBy(_root)));
    }

    [Fact]
    public void A_list_that_the_authority_did_not_sign_takes_nothing_back()
    {
        _trust.Trust(_root.RawData);
        List(Certificates.Revocations(_root, forged: true, serials: Certificates.IssuedSerial));

        Validate(Certificates.IssuedBy(_root));
    }

    [Fact]
    public void A_list_that_is_out_of_date_still_takes_back_and_otherwise_stops_nothing()
    {
        _trust.Trust(_root.RawData);
        List(Certificates.Revocations(_root, next: Certificates.Now.AddDays(-1), serials: [9, 9]));
        Validate(Certificates.IssuedBy(_root));

        List(Certificates.Revocations(_root, next: Certificates.Now.AddDays(-1), serials: Certificates.IssuedSerial));

        Assert.Equal(StatusCode.BadCertificateRevoked, Refusal(Certificates.IssuedBy(_root)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_lists_are_required_a_missing_or_old_one_refuses(bool old)
    {
        var strict = new TrustFolder(_folder["strict"], RevocationCheck.Required);
        strict.Trust(_root.RawData);
        if (old)
        {
            File.WriteAllBytes(Path.Combine(strict.RevocationsPath, "root.crl"), Certificates.Revocations(_root, next: Certificates.Now.AddDays(-1)));
        }

        Assert.Equal(StatusCode.BadCertificateRevocationUnknown, Refusal(Certificates.IssuedBy(_root), strict));

        File.WriteAllBytes(Path.Combine(strict.RevocationsPath, "root.crl"), Certificates.Revocations(_root));
        Validate(Certificates.IssuedBy(_root), strict);
    }

    [Fact]
    public void A_chain_that_the_peer_completes_holds_when_its_root_is_trusted()
    {
        _trust.Trust(_root.RawData);

        Validate([.. Certificates.IssuedByIntermediate(_line), .. _line.RawData]);
    }

    [Fact]
    public void An_authority_in_between_may_be_the_trusted_one()
    {
        _trust.Trust(_line.RawData);
        File.WriteAllBytes(Path.Combine(_trust.IssuersPath, "root.der"), _root.RawData);

        Validate(Certificates.IssuedByIntermediate(_line));
        Assert.Equal(StatusCode.BadCertificateUntrusted, Refusal(Certificates.IssuedBy(_root)));
    }

    [Fact]
    public void Issuers_complete_chains_and_give_no_trust()
    {
        File.WriteAllBytes(Path.Combine(_trust.IssuersPath, "root.der"), _root.RawData);

        Assert.Equal(StatusCode.BadCertificateUntrusted, Refusal(Certificates.IssuedBy(_root)));
    }

    [Fact]
    public void An_authority_in_between_that_was_taken_back_vouches_for_nobody()
    {
        _trust.Trust(_root.RawData);
        List(Certificates.Revocations(_root, serials: [4, 4]));

        Assert.Equal(StatusCode.BadCertificateIssuerRevoked, Refusal([.. Certificates.IssuedByIntermediate(_line), .. _line.RawData]));
    }

    [Fact]
    public void An_authority_in_between_that_is_out_of_date_vouches_for_nobody()
    {
        using var old = Certificates.Intermediate(_root, to: Certificates.Now.AddDays(-1));
        _trust.Trust(_root.RawData);

        Assert.Equal(StatusCode.BadCertificateIssuerTimeInvalid, Refusal([.. Certificates.IssuedByIntermediate(old), .. old.RawData]));
    }

    [Fact]
    public void Two_authorities_that_issued_each_other_lead_nowhere_and_to_an_end()
    {
        using var line = Certificates.Intermediate(_root, "plant authority");

        Assert.Equal(
            StatusCode.BadCertificateUntrusted,
            Refusal([.. Certificates.IssuedByIntermediate(_line), .. _line.RawData, .. line.RawData, .. _root.RawData, .. _line.RawData]));
    }

    [Fact]
    public void A_chain_of_fifty_is_not_followed()
    {
        byte[] chain = [.. Enumerable.Repeat(Certificates.Good(), 50).SelectMany(der => der)];

        Assert.Equal(StatusCode.BadCertificateInvalid, Refusal(chain));
    }

    [Fact]
    public void A_damaged_list_counts_for_nothing_or_says_the_same()
    {
        using var issued = X509CertificateLoader.LoadCertificate(Certificates.IssuedBy(_root));
        var good = Certificates.Revocations(_root, serials: Certificates.IssuedSerial);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample((at, value, length) =>
        {
            byte[] damaged = [.. good];
            damaged[at] = value;
            return (!RevocationList.TryRead(damaged, out var list) || !list.IsBy(_root) || !list.IsSignedBy(_root) || list.Names(issued))
                && (!RevocationList.TryRead(good[..length], out _) || length == good.Length);
        }, iter: 1_000);
    }

    public void Dispose()
    {
        _line.Dispose();
        _root.Dispose();
        _folder.Dispose();
    }

    private void List(byte[] list) => File.WriteAllBytes(Path.Combine(_trust.RevocationsPath, $"{Guid.NewGuid()}.crl"), list);

    private void Validate(byte[] certificate, TrustFolder? trust = null) =>
        (trust ?? _trust).Validate(certificate, "server", Certificates.Uri, SecurityPolicy.Basic256Sha256, _time).Dispose();

    private StatusCode Refusal(byte[] certificate, TrustFolder? trust = null) =>
        Assert.Throws<UaException>(() => Validate(certificate, trust)).Status;
}
