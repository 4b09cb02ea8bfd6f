using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>Reads what OPC UA asks of a peer's certificate; malformed ones give BadCertificateInvalid, nothing else.</summary>
internal static class CertificateFacts
{
    /// <summary>A leaf with a few issuers is well below it, in bytes.</summary>
    private const int MaxChainLength = 65_536;

    private const int MaxCertificates = 5;
    private const string RsaKey = "1.2.840.113549.1.1.1";
    private const string AlternativeNames = "2.5.29.17";

    /// <summary>The leaf and, as some peers send them along, its issuers: one DER after the other (Part 6 §6.2.6).</summary>
    public static X509Certificate2Collection Parse(ReadOnlySpan<byte> der)
    {
        if (der.IsEmpty || der.Length > MaxChainLength)
        {
            throw new UaException(StatusCode.BadCertificateInvalid, $"A certificate of {der.Length} bytes is outside 1..{MaxChainLength}.");
        }

        var chain = new X509Certificate2Collection();
        try
        {
            while (!der.IsEmpty && chain.Count < MaxCertificates)
            {
                AsnDecoder.ReadSequence(der, AsnEncodingRules.DER, out _, out _, out var length);
                chain.Add(X509CertificateLoader.LoadCertificate(der[..length]));
                der = der[length..];
            }

            return chain;
        }
        catch (Exception failure) when (failure is CryptographicException or AsnContentException)
        {
            foreach (var certificate in chain)
            {
                certificate.Dispose();
            }

            throw new UaException(StatusCode.BadCertificateInvalid, "The peer's certificate is malformed.", failure);
        }
    }

    /// <summary>The first certificate of a chain, as bytes.</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> der)
    {
        var chain = Parse(der);
        var leaf = chain[0].RawData;
        foreach (var certificate in chain)
        {
            certificate.Dispose();
        }

        return leaf;
    }

    /// <summary>The RSA key, of a size between both, or a refusal; other kinds are refused before their parameters are looked at.</summary>
    public static RSA PublicKey(X509Certificate2 certificate, int minBits, int maxBits)
    {
        if (certificate.PublicKey.Oid.Value != RsaKey)
        {
            throw new UaException(StatusCode.BadCertificateInvalid, $"The certificate {certificate.Subject} has no RSA key.");
        }

        RSA? key = null;
        try
        {
            key = certificate.GetRSAPublicKey();
        }
        catch (CryptographicException failure)
        {
            throw new UaException(StatusCode.BadCertificateInvalid, $"The key of the certificate {certificate.Subject} is malformed.", failure);
        }

        if (key is null || key.KeySize < minBits || key.KeySize > maxBits)
        {
            var bits = key?.KeySize;
            key?.Dispose();
            throw new UaException(
                StatusCode.BadCertificatePolicyCheckFailed,
                $"The certificate {certificate.Subject} has a key of {bits} bits, outside {minBits}..{maxBits}: the peer needs another certificate.");
        }

        return key;
    }

    /// <summary>The first URI among the alternative names, or null.</summary>
    public static string? ApplicationUri(X509Certificate2 certificate)
    {
        var extension = certificate.Extensions.FirstOrDefault(extension => extension.Oid?.Value == AlternativeNames);
        if (extension is null)
        {
            return null;
        }

        try
        {
            var uriTag = new Asn1Tag(TagClass.ContextSpecific, 6);
            var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                if (names.PeekTag() == uriTag)
                {
                    return names.ReadCharacterString(UniversalTagNumber.IA5String, uriTag);
                }

                names.ReadEncodedValue();
            }
        }
        catch (AsnContentException failure)
        {
            throw new UaException(StatusCode.BadCertificateInvalid, $"The alternative names of {certificate.Subject} are malformed.", failure);
        }

        return null;
    }

    public static bool MayBeUsedForChannels(X509Certificate2 certificate)
    {
        const X509KeyUsageFlags needed = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.DataEncipherment;
        var usage = certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault();
        return usage is not null && (usage.KeyUsages & needed) == needed;
    }

    public static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is { CertificateAuthority: true };

    /// <summary>Signed with a broken hash: MD5 or SHA-1.</summary>
    public static bool HasWeakSignature(X509Certificate2 certificate) =>
        certificate.SignatureAlgorithm.Value is "1.2.840.113549.1.1.4" or "1.2.840.113549.1.1.5" or "1.3.14.3.2.29";
}
