using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Interop;

/// <summary>A client application with a certificate of its own, a user with one, and a trust folder that is empty at first.</summary>
internal sealed class Visitor : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ApplicationCertificate _certificate =
        ApplicationCertificate.Create("urn:industrial-gateway:interop:visitor", "Visitor", TimeProvider.System, "localhost");

    public Visitor(RevocationCheck revocation = RevocationCheck.WhenListed) => Trust = new TrustFolder(_folder["trust"], revocation);

    public TrustFolder Trust { get; }

    /// <summary>Who logs in by certificate, where the server trusts it.</summary>
    public UserCertificate User { get; } = NewUser("engineer");

    /// <summary>A person's certificate: no application URI, for signatures only.</summary>
    public static UserCertificate NewUser(string name)
    {
        using var key = RSA.Create(2_048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        return new UserCertificate(request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1)));
    }

    public UaClientOptions Options(Uri endpoint, SecurityChoice security, UserIdentity? identity = null) => new()
    {
        EndpointUrl = endpoint,
        Security = security,
        Identity = identity ?? UserIdentity.Anonymous,
        Certificate = _certificate,
        Trust = Trust,
        MinReconnectDelay = TimeSpan.FromMilliseconds(20),
        MaxReconnectDelay = TimeSpan.FromMilliseconds(200),
    };

    public void Dispose()
    {
        User.Dispose();
        _certificate.Dispose();
        _folder.Dispose();
    }
}
