using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Interop;

/// <summary>A client application with a certificate of its own and a trust folder that is empty at first.</summary>
internal sealed class Visitor : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ApplicationCertificate _certificate =
        ApplicationCertificate.Create("urn:industrial-gateway:interop:visitor", "Visitor", TimeProvider.System, "localhost");

    public Visitor() => Trust = new TrustFolder(_folder["trust"]);

    public TrustFolder Trust { get; }

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
        _certificate.Dispose();
        _folder.Dispose();
    }
}
