using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IndustrialGateway.Client.Development;

/// <summary>
/// A small certificate authority in a folder, for demos and tests and never for production: its key lies unprotected
/// beside what it signs, it revokes nothing and asks nobody. Keys are ECDSA P-256, files PEM, keys readable by their
/// owner only. What is there and still good is kept, so that a second run trusts what the first one made. One process
/// at a time may use a folder.
/// </summary>
public sealed class DevelopmentAuthority : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private readonly X509Certificate2 _authority;
    private readonly TimeProvider _time;

    private DevelopmentAuthority(CertificateFiles files, X509Certificate2 authority, TimeProvider time) =>
        (Files, _authority, _time) = (files, authority, time);

    /// <summary>The authority's own certificate, which both sides are told to trust, and its key.</summary>
    public CertificateFiles Files { get; }

    /// <summary>The authority in <paramref name="folder"/> (<c>ca.crt</c>, <c>ca.key</c>), made when there is none.</summary>
    public static DevelopmentAuthority Open(string folder, TimeProvider time)
    {
        var files = new CertificateFiles(Path.Combine(folder, "ca.crt"), Path.Combine(folder, "ca.key"));
        var now = time.GetUtcNow();
        var authority = CertificatePem.TryLoad(files);
        if (authority is null || authority.NotAfter.ToUniversalTime() < (now + Year).UtcDateTime)
        {
            authority?.Dispose();
            authority = NewAuthority(now);
            CertificatePem.Write(files, authority);
        }

        return new DevelopmentAuthority(files, authority, time);
    }

    /// <summary>A server certificate for <c>localhost</c>, <c>127.0.0.1</c>, <c>::1</c> and the addresses given.</summary>
    public CertificateFiles Server(
        string folder, string name = "server", CertificateLife life = CertificateLife.Current, params IEnumerable<IPAddress> addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        foreach (var address in addresses)
        {
            names.AddIpAddress(address);
        }

        return Issue(folder, name, "localhost", CertificateOids.ServerAuthentication, names, life);
    }

    /// <summary>A client certificate for gateway <paramref name="id"/>, named as <see cref="GatewayUri"/> says.</summary>
    public CertificateFiles Gateway(
        string folder, string id, string name = "gateway", CertificateLife life = CertificateLife.Current)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(GatewayUri(id));
        return Issue(folder, name, id, CertificateOids.ClientAuthentication, names, life);
    }

    /// <summary>How a gateway's certificate names it: <c>urn:industrial-gateway:gateway:{id}</c>.</summary>
    public static Uri GatewayUri(string id) => new($"urn:industrial-gateway:gateway:{id}");

    public void Dispose() => _authority.Dispose();

    private static X509Certificate2 NewAuthority(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // A name of its own for each: two authorities of one name cannot be told apart in a chain.
        var serial = CertificatePem.NewSerial();
        var mark = Convert.ToHexStringLower(serial.AsSpan(0, 4));
        var subject = new X500DistinguishedName($"CN=IndustrialGateway development authority {mark}");
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        const X509KeyUsageFlags signing = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign;
        request.CertificateExtensions.Add(new X509KeyUsageExtension(signing, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var generator = X509SignatureGenerator.CreateForECDsa(key);
        using var certificate = request.Create(subject, generator, now - (30 * Day), now + (10 * Year), serial);
        return certificate.CopyWithPrivateKey(key);
    }

    private CertificateFiles Issue(
        string folder,
        string name,
        string subject,
        Oid purpose,
        SubjectAlternativeNameBuilder names,
        CertificateLife life)
    {
        var files = new CertificateFiles(Path.Combine(folder, name + ".crt"), Path.Combine(folder, name + ".key"));
        var alternativeNames = names.Build(critical: false);
        if (life == CertificateLife.Current && IsStillGood(files, alternativeNames))
        {
            return files;
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([purpose], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_authority, true, false));
        request.CertificateExtensions.Add(alternativeNames);

        var (from, to) = Validity(life);
        using var signer = _authority.GetECDsaPrivateKey()!; // Open refuses an authority without its key.
        using var certificate = request.Create(
            _authority.SubjectName, X509SignatureGenerator.CreateForECDsa(signer), from, to, CertificatePem.NewSerial());
        using var whole = certificate.CopyWithPrivateKey(key);
        CertificatePem.Write(files, whole);
        return files;
    }

    private bool IsStillGood(CertificateFiles files, X509Extension alternativeNames)
    {
        using var there = CertificatePem.TryLoad(files);
        return there is not null
            && there.NotAfter.ToUniversalTime() > (_time.GetUtcNow() + (30 * Day)).UtcDateTime
            && there.IssuerName.RawData.AsSpan().SequenceEqual(_authority.SubjectName.RawData)
            && there.Extensions[CertificateOids.AlternativeNames] is { } names
            && names.RawData.AsSpan().SequenceEqual(alternativeNames.RawData);
    }

    private (DateTimeOffset From, DateTimeOffset To) Validity(CertificateLife life)
    {
        var now = _time.GetUtcNow();
        return life switch
        {
            CertificateLife.Expired => (now - (20 * Day), now - Day),
            CertificateLife.NotYetValid => (now + Day, now + Year),
            _ => (now - Day, now + Year),
        };
    }
}
