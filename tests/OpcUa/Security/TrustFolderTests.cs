using CsCheck;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Security;

public sealed class TrustFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("trust");
    private readonly FakeTimeProvider _time = new(Certificates.Now);
    private readonly TrustFolder _trust;

    public TrustFolderTests() => _trust = new TrustFolder(_folder.FullName);

    public static TheoryData<string, string> Unfit => new()
    {
        { nameof(Certificates.Expired), "BadCertificateTimeInvalid" },
        { nameof(Certificates.NotYet), "BadCertificateTimeInvalid" },
        { nameof(Certificates.SmallKey), "BadCertificatePolicyCheckFailed" },
        { nameof(Certificates.WithoutUsage), "BadCertificateUseNotAllowed" },
        { nameof(Certificates.SigningOnly), "BadCertificateUseNotAllowed" },
        { nameof(Certificates.SignedWithSha1), "BadCertificatePolicyCheckFailed" },
        { nameof(Certificates.Elliptic), "BadCertificateInvalid" },
    };

    [Fact]
    public void A_trusted_certificate_gives_its_key()
    {
        var certificate = Certificates.Good();
        _trust.Trust(certificate);

        using var key = Validate(certificate);

        Assert.Equal(2_048, key.KeySize);
    }

    [Fact]
    public void An_unknown_certificate_is_refused_kept_and_trusted_only_when_a_person_moves_it()
    {
        var certificate = Certificates.Good();

        var refusal = Assert.Throws<UaException>(() => Validate(certificate));
        var kept = Assert.Single(Directory.GetFiles(_trust.RejectedPath));
        Assert.Throws<UaException>(() => Validate(certificate));
        File.Move(kept, Path.Combine(_trust.TrustedPath, Path.GetFileName(kept)));
        using var key = Validate(certificate);

        Assert.Equal(StatusCode.BadCertificateUntrusted, refusal.Status);
        Assert.Contains(kept, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(_trust.TrustedPath, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2_048, key.KeySize);
    }

    [Theory]
    [MemberData(nameof(Unfit))]
    public void A_trusted_but_unfit_certificate_is_refused_with_its_own_status(string which, string status)
    {
        var certificate = (byte[])typeof(Certificates).GetMethod(which)!.Invoke(null, null)!;
        _trust.Trust(certificate);

        Assert.Equal(status, Assert.Throws<UaException>(() => Validate(certificate)).Status.ToString());
    }

    [Fact]
    public void A_certificate_for_another_application_is_refused()
    {
        var certificate = Certificates.Good();
        _trust.Trust(certificate);

        Assert.Equal(StatusCode.BadCertificateUriInvalid, Assert.Throws<UaException>(() => Validate(certificate, "urn:somebody:else")).Status);
    }

    [Fact]
    public void A_trusted_authority_vouches_for_what_it_issued_as_long_as_that_is_valid()
    {
        using var authority = Certificates.Authority();
        _trust.Trust(authority.RawData);

        using var key = Validate(Certificates.IssuedBy(authority));
        using var withChain = Validate([.. Certificates.IssuedBy(authority), .. authority.RawData]);
        var expired = Assert.Throws<UaException>(() => Validate(Certificates.IssuedBy(authority, to: Certificates.Now.AddDays(-1))));

        Assert.Equal(2_048, key.KeySize);
        Assert.True(expired.Status.IsBad);
    }

    [Fact]
    public void Who_is_no_authority_vouches_for_nobody()
    {
        using var notAuthority = Certificates.Authority(isAuthority: false);
        _trust.Trust(notAuthority.RawData);

        var refusal = Assert.Throws<UaException>(() => Validate([.. Certificates.IssuedBy(notAuthority), .. notAuthority.RawData]));

        Assert.Equal(StatusCode.BadCertificateUntrusted, refusal.Status);
    }

    [Fact]
    public void An_authority_that_the_peer_brings_along_vouches_for_nobody()
    {
        using var authority = Certificates.Authority();

        var refusal = Assert.Throws<UaException>(() => Validate([.. Certificates.IssuedBy(authority), .. authority.RawData]));

        Assert.Equal(StatusCode.BadCertificateUntrusted, refusal.Status);
    }

    [Fact]
    public void The_rejected_folder_keeps_a_hundred()
    {
        for (var i = 0; i < TrustFolder.MaxRejected + 20; i++)
        {
            File.WriteAllText(Path.Combine(_trust.RejectedPath, $"{i}.der"), "");
        }

        Assert.Throws<UaException>(() => Validate(Certificates.Good()));

        Assert.Equal(TrustFolder.MaxRejected, Directory.GetFiles(_trust.RejectedPath).Length);
    }

    [Theory]
    [MemberData(nameof(Unfit))]
    public void Beside_each_refused_certificate_stands_when_and_why(string which, string status)
    {
        var certificate = (byte[])typeof(Certificates).GetMethod(which)!.Invoke(null, null)!;
        _trust.Trust(certificate);

        Assert.Throws<UaException>(() => Validate(certificate));
        _time.Advance(TimeSpan.FromMinutes(2));
        var refusal = Assert.Throws<UaException>(() => Validate(certificate));

        var rejection = Rejected().Rejection!;
        Assert.Equal((status, refusal.Message, "server"), (rejection.StatusName, rejection.Reason, rejection.Peer));
        Assert.Equal((Certificates.Now, Certificates.Now.AddMinutes(2)), (rejection.First, rejection.Last));
    }

    [Fact]
    public void A_peer_that_tries_each_second_is_not_written_down_each_second()
    {
        Assert.Throws<UaException>(() => Validate(Certificates.Good()));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Throws<UaException>(() => Validate(Certificates.Good()));

        Assert.Equal(Certificates.Now, Rejected().Rejection!.Last);
    }

    [Fact]
    public void Keys_with_exponents_or_parameters_of_somebodys_own_are_not_calculated_with()
    {
        byte[][] exponents = [[1], [2], [1, .. new byte[64], 3]];
        foreach (var certificate in exponents.Select(Certificates.WithExponent))
        {
            _trust.Trust(certificate);
            Assert.True(Assert.Throws<UaException>(() => Validate(certificate)).Status.IsBad);
        }

        var explicitCurve = Certificates.WithExplicitCurve();
        _trust.Trust(explicitCurve);
        Assert.Equal(StatusCode.BadCertificateInvalid, Assert.Throws<UaException>(() => Validate(explicitCurve)).Status);
    }

    [Fact]
    public void A_damaged_file_among_the_trusted_ones_trusts_nobody_and_hinders_nobody()
    {
        var certificate = Certificates.Good();
        _trust.Trust(certificate);
        File.WriteAllText(Path.Combine(_trust.TrustedPath, "notes.txt"), "these are ours");

        using var key = Validate(certificate);

        Assert.Equal(2_048, key.KeySize);
    }

    [Fact]
    public void Damaged_certificates_give_a_status_and_nothing_else()
    {
        var good = Certificates.Good();
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample((at, value, length) =>
        {
            byte[] damaged = [.. good];
            damaged[at] = value;
            OnlyUaException(damaged);
            OnlyUaException(good[..length]);
        }, iter: 300);
    }

    [Fact]
    public void Random_bytes_as_a_certificate_give_a_status_and_nothing_else() =>
        Gen.Byte.Array[0, 300].Sample(OnlyUaException, iter: 1_000);

    [Fact]
    public void A_chain_of_megabytes_is_not_even_read()
    {
        var refusal = Assert.Throws<UaException>(() => Validate(new byte[10 * 1024 * 1024]));

        Assert.Equal(StatusCode.BadCertificateInvalid, refusal.Status);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private TrustEntry Rejected() => new TrustAdministration(_folder.FullName).List().Single(entry => entry.Place == TrustPlace.Rejected);

    private void OnlyUaException(byte[] certificate)
    {
        try
        {
            Validate(certificate).Dispose();
        }
        catch (UaException)
        {
            // What is promised.
        }
    }

    private System.Security.Cryptography.AsymmetricAlgorithm Validate(byte[] certificate, string uri = Certificates.Uri) =>
        _trust.Validate(certificate, "server", uri, SecurityPolicy.Basic256Sha256, _time);
}
