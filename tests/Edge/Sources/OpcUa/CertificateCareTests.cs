using IndustrialGateway.OpcUa.Security;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Edge.Sources.OpcUa;

public sealed class CertificateCareTests : IDisposable
{
    private static readonly DateTimeOffset End = new(2027, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(End.AddDays(-400));
    private readonly FakeLogCollector _logs = new();
    private readonly OwnCertificates _own;
    private readonly CertificateCare _care;

    public CertificateCareTests()
    {
        _own = new OwnCertificates(_folder.Path, "urn:test:gateway", "gateway", _time, NullLogger.Instance, "localhost");
        _care = new CertificateCare("press", _own, _time, new FakeLogger<CertificateCare>(_logs));
    }

    [Fact]
    public void A_machines_certificate_is_warned_of_thirty_seven_and_one_days_before_its_end_and_at_it()
    {
        List<int> told = [];
        foreach (var left in (int[])[100, 31, 30, 20, 8, 7, 2, 1, 0, -1])
        {
            _time.SetUtcNow(End.AddDays(-left));
            var before = _logs.Count;
            var warnings = _care.Look("CN=machine", End, _own.Current.Thumbprint, _own.Current.NotAfter);
            Assert.Equal(left <= 30, warnings.Count == 1);
            if (_logs.Count > before)
            {
                told.Add(left);
            }
        }

        Assert.Equal([30, 7, 1, 0], told);
    }

    [Fact]
    public void A_machine_that_refuses_the_gateways_new_certificate_is_shown_as_long_as_it_does()
    {
        var old = _own.Current;
        OwnCertificates.Renew(_folder.Path, _time).Dispose();
        _own.Refresh();

        var waiting = _care.Look("CN=machine", null, old.Thumbprint, old.NotAfter);
        var trusted = _care.Look("CN=machine", null, _own.Current.Thumbprint, _own.Current.NotAfter);

        Assert.Contains(_own.Current.Thumbprint, Assert.Single(waiting), StringComparison.Ordinal);
        Assert.Empty(trusted);
    }

    [Fact]
    public void A_certificate_of_another_kind_is_not_taken_for_an_old_one()
    {
        var curve = _own.UsableFor(SecurityPolicy.EccNistP256)[0];

        Assert.Empty(_care.Look("CN=machine", null, curve.Thumbprint, curve.NotAfter, curve.Kind));
    }

    public void Dispose() => _folder.Dispose();
}
