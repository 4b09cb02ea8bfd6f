using System.Formats.Asn1;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.Configuration;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>The PEM files that prove the gateway to the platform and the platform to the gateway; read anew for each connection.</summary>
internal static class UplinkCredentials
{
    private const int UniformResourceIdentifier = 6;
    private const string AlternativeNames = "2.5.29.17";

    /// <summary>What a gateway's certificate must name, so that the platform knows it.</summary>
    public static string UriOf(string gateway) => $"urn:industrial-gateway:gateway:{gateway}";

    /// <exception cref="CryptographicException">A file is not what it should be.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static SslClientAuthenticationOptions Load(UplinkOptions options)
    {
        var own = X509Certificate2.CreateFromPemFile(options.CertificateFile, options.KeyFile);
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(options.AuthorityFile);
        return new SslClientAuthenticationOptions
        {
            ClientCertificateContext = SslStreamCertificateContext.Create(own, Rest(options.CertificateFile), offline: true),
            CertificateChainPolicy = policy,
        };
    }

    /// <summary>Lists what is wrong with the files, without changing anything.</summary>
    public static void Check(UplinkOptions options, string gateway, Section section)
    {
        CheckFile(section, "certificate", options.CertificateFile);
        CheckFile(section, "key", options.KeyFile);
        CheckFile(section, "authority", options.AuthorityFile);
        if (!File.Exists(options.CertificateFile) || !File.Exists(options.KeyFile))
        {
            return;
        }

        try
        {
            using var own = X509Certificate2.CreateFromPemFile(options.CertificateFile, options.KeyFile);
            if (gateway.Length > 0 && !NamesUri(own, UriOf(gateway)))
            {
                section.Fail("certificate", $"does not name this gateway: it must hold the URI {UriOf(gateway)}");
            }
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            section.Fail("certificate", $"and key do not make a pair that can be read: {failure.Message.TrimEnd('.')}");
        }
    }

    private static void CheckFile(Section section, string key, string path)
    {
        if (path.Length > 0 && !File.Exists(path))
        {
            section.Fail(key, $"names a file that is not there: {path}");
        }
    }

    private static X509Certificate2Collection Rest(string certificateFile)
    {
        X509Certificate2Collection all = [];
        all.ImportFromPemFile(certificateFile);
        return [.. all.Skip(1)];
    }

    private static bool NamesUri(X509Certificate2 certificate, string uri)
    {
        if (certificate.Extensions[AlternativeNames] is not { } extension)
        {
            return false;
        }

        var tag = new Asn1Tag(TagClass.ContextSpecific, UniformResourceIdentifier);
        var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            if (names.PeekTag().HasSameClassAndValue(tag))
            {
                if (names.ReadCharacterString(UniversalTagNumber.IA5String, tag) == uri)
                {
                    return true;
                }
            }
            else
            {
                names.ReadEncodedValue();
            }
        }

        return false;
    }
}
