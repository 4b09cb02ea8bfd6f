using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>
/// Knows the certificates that our authority issued. One that has expired passes here, and is refused by the RPC with
/// words: a refusal inside TLS looks to the gateway like a broken line, which it would try for ever.
/// </summary>
internal sealed class GatewayAuthority(X509Certificate2Collection authority)
{
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    /// <summary>Whether the certificate ends at our authority and is meant for clients.</summary>
    public bool Issued(X509Certificate2 certificate, X509Chain? sent)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(authority);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        policy.ApplicationPolicy.Add(ClientAuthentication);
        if (sent is not null)
        {
            policy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        }

        return chain.Build(certificate);
    }
}
