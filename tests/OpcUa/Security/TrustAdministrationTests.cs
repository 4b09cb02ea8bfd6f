using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Security;

public sealed class TrustAdministrationTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Certificates.Now);
    private readonly TrustFolder _trust;
    private readonly TrustAdministration _administration;
    private readonly byte[] _certificate = Certificates.Good();

    public TrustAdministrationTests()
    {
        _trust = new TrustFolder(_folder["pki"]);
        _administration = new TrustAdministration(_folder["pki"]);
    }

    [Fact]
    public void A_refused_certificate_is_listed_with_what_a_person_compares()
    {
        Refuse();

        var entry = Assert.Single(_administration.List());
        Assert.Equal((TrustPlace.Rejected, Certificates.Uri, "CN=peer, O=IndustrialGateway"), (entry.Place, entry.ApplicationUri, entry.Subject));
        Assert.True(entry.Rejection!.IsForWantOfTrust);
        Assert.True(entry.Matches(entry.Thumbprint[..6]));
        Assert.True(entry.Matches($"{entry.Sha256[..2]}:{entry.Sha256[2..4]} {entry.Sha256[4..6].ToLowerInvariant()}"));
        Assert.False(entry.Matches(""));
    }

    [Fact]
    public void Approving_takes_effect_without_a_restart_and_leaves_no_reason_behind()
    {
        Refuse();

        var approved = _administration.Approve(_administration.List()[0]);

        Validate();
        Assert.Equal((TrustPlace.Trusted, null), (Assert.Single(_administration.List()).Place, approved.Rejection));
    }

    [Fact]
    public void Taking_trust_back_takes_effect_and_is_remembered()
    {
        _trust.Trust(_certificate);
        Validate();

        _administration.Reject(_administration.List()[0], _time);

        Assert.Equal((TrustPlace.Rejected, "A person took the trust away."), (Assert.Single(_administration.List()).Place, _administration.List()[0].Rejection!.Reason));
        Assert.Equal(StatusCode.BadCertificateUntrusted, Assert.Throws<UaException>(Validate).Status);
    }

    [Fact]
    public void What_is_removed_is_gone_with_its_reason()
    {
        Refuse();

        _administration.Remove(_administration.List()[0]);

        Assert.Empty(_administration.List());
        Assert.Empty(Directory.GetFiles(_trust.RejectedPath, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_reason_that_somebody_damaged_is_no_reason()
    {
        Refuse();
        File.WriteAllText(Assert.Single(Directory.GetFiles(Path.Combine(_trust.RejectedPath, "why"))), "{ not json");

        Assert.Null(Assert.Single(_administration.List()).Rejection);
    }

    public void Dispose() => _folder.Dispose();

    private void Refuse() => Assert.Throws<UaException>(Validate);

    private void Validate() => _trust.Validate(_certificate, "server", Certificates.Uri, SecurityPolicy.Basic256Sha256, _time).Dispose();
}
