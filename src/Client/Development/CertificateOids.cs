using System.Security.Cryptography;

namespace IndustrialGateway.Client.Development;

/// <summary>The numbers of RFC 5280 that certificates here need.</summary>
internal static class CertificateOids
{
    public const string AlternativeNames = "2.5.29.17";

    public static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    public static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");
}
