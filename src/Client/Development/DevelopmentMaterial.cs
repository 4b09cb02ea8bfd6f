namespace IndustrialGateway.Client.Development;

/// <summary>Everything secret that a platform, a gateway and an app on one machine need to talk.</summary>
/// <param name="Authority">Signed all certificates: what each side is told to trust.</param>
/// <param name="Server">The platform's certificate, for ingest and API.</param>
/// <param name="Gateway">The gateway's client certificate.</param>
/// <param name="Key">The app's API key.</param>
/// <param name="KeyFile">The file that holds it.</param>
public sealed record DevelopmentMaterial(
    CertificateFiles Authority, CertificateFiles Server, CertificateFiles Gateway, DevelopmentKey Key, string KeyFile)
{
    /// <summary>
    /// Makes <c>ca/</c>, <c>platform/</c>, <c>gateway/</c> and <c>app.key</c> under <paramref name="folder"/>, or takes
    /// what is there already. For demos and tests, never for production.
    /// </summary>
    public static DevelopmentMaterial Prepare(string folder, string gatewayId, TimeProvider time)
    {
        using var authority = DevelopmentAuthority.Open(Path.Combine(folder, "ca"), time);
        var server = authority.Server(Path.Combine(folder, "platform"));
        var gateway = authority.Gateway(Path.Combine(folder, "gateway"), gatewayId);
        var keyFile = Path.Combine(folder, "app.key");
        return new DevelopmentMaterial(authority.Files, server, gateway, DevelopmentKey.Open(keyFile), keyFile);
    }
}
