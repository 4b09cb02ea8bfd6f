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
    private const int MaxExponentLength = 8; // bytes; 65537 takes three
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
            while (!der.IsEmpty)
            {
                if (chain.Count == MaxCertificates)
                {
                    throw new CryptographicException($"More than {MaxCertificates} certificates in a chain.");
                }

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

    /// <summary>SHA-1 over the first certificate of a chain, as tools show it.</summary>
    public static string Thumbprint(ReadOnlySpan<byte> der) => Convert.ToHexString(SHA1.HashData(Leaf(der)));

    /// <summary>The kind of the key of the first certificate of a chain; null when it is none that is known here, or nothing that can be read.</summary>
    public static KeyKind? KindOf(ReadOnlySpan<byte> der)
    {
        try
        {
            using var leaf = X509CertificateLoader.LoadCertificate(Leaf(der));
            return Keys.KindOf(leaf);
        }
        catch (UaException)
        {
            return null;
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

    /// <summary>The key, of a kind and a size that the policy takes, or a refusal; other kinds are refused before their parameters are looked at.</summary>
    public static AsymmetricAlgorithm PublicKey(X509Certificate2 certificate, SecurityPolicy policy)
    {
        if (Keys.KindOf(certificate) is not { } kind || !policy.Keys.Contains(kind))
        {
            throw new UaException(
                StatusCode.BadCertificateInvalid,
                $"The certificate {Name(certificate)} has no {string.Join(" or ", policy.Keys)} key, which {policy} needs: the peer needs another certificate for it, or another policy.");
        }

        try
        {
            return kind == KeyKind.Rsa ? RsaKey(certificate, policy) : EllipticKey(certificate);
        }
        catch (CryptographicException failure)
        {
            throw new UaException(StatusCode.BadCertificateInvalid, $"The key of the certificate {Name(certificate)} is malformed.", failure);
        }
    }

    /// <summary>
    /// Refuses keys that are no named ones before anybody calculates with them: parameters of a peer's own making have hung and broken
    /// libraries (CVE-2022-0778, CVE-2023-28831).
    /// </summary>
    public static void RequirePlainKey(X509Certificate2 certificate)
    {
        const int objectIdentifier = 0x06;
        var isPlain = certificate.PublicKey.Oid.Value switch
        {
            Keys.RsaKey => true,
            Keys.EllipticKey => certificate.PublicKey.EncodedParameters?.RawData is [objectIdentifier, ..],
            _ => false,
        };
        if (!isPlain)
        {
            throw new UaException(StatusCode.BadCertificateInvalid, $"The certificate {Name(certificate)} has a key that is neither RSA nor of a named curve.");
        }
    }

    /// <summary>For messages and logs: short, without control characters.</summary>
    public static string Name(X509Certificate2 certificate) =>
        $"<{string.Concat(certificate.Subject.Where(letter => !char.IsControl(letter)).Take(150))}>, SHA-1 thumbprint {certificate.Thumbprint},";

    /// <summary>A file's name by which a person finds the certificate, and which no other has.</summary>
    public static string FileName(X509Certificate2 certificate)
    {
        var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) ?? "";
        var plain = string.Concat(name.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_').Take(40));
        return $"{plain}-{certificate.Thumbprint}.der";
    }

    private static RSA RsaKey(X509Certificate2 certificate, SecurityPolicy policy)
    {
        var key = certificate.GetRSAPublicKey();
        if (key is null || key.KeySize < policy.MinKeyBits || key.KeySize > policy.MaxKeyBits)
        {
            var bits = key?.KeySize;
            key?.Dispose();
            throw new UaException(
                StatusCode.BadCertificatePolicyCheckFailed,
                $"The certificate {certificate.Subject} has a key of {bits} bits, outside {policy.MinKeyBits}..{policy.MaxKeyBits}: the peer needs another certificate.");
        }

        return RequireExponent(key, certificate);
    }

    // Points that are not on the curve are refused by the library as it takes them.
    private static ECDsa EllipticKey(X509Certificate2 certificate) =>
        certificate.GetECDsaPublicKey() ?? throw new CryptographicException("No key on a curve.");

    // 1 encrypts nothing, an even one cannot be undone, a huge one costs whoever checks a signature (reliability case F5).
    private static RSA RequireExponent(RSA key, X509Certificate2 certificate)
    {
        var exponent = key.ExportParameters(includePrivateParameters: false).Exponent.AsSpan().TrimStart((byte)0);
        if (exponent.Length is > 0 and <= MaxExponentLength && exponent[^1] % 2 == 1 && exponent is not [1])
        {
            return key;
        }

        key.Dispose();
        throw new UaException(
            StatusCode.BadCertificatePolicyCheckFailed, $"The certificate {Name(certificate)} has a key with an unfit exponent: the peer needs another certificate.");
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

    /// <summary>Keys on a curve only sign.</summary>
    public static bool MayBeUsedForChannels(X509Certificate2 certificate, SecurityPolicy policy)
    {
        var needed = policy.IsElliptic ? X509KeyUsageFlags.DigitalSignature : X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.DataEncipherment;
        var usage = certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault();
        return usage is not null && (usage.KeyUsages & needed) == needed;
    }

    /// <summary>A user's certificate must not be one that is for something else; many say nothing about it.</summary>
    public static bool MayBeUsedForSigning(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is not { } usage
        || (usage.KeyUsages & X509KeyUsageFlags.DigitalSignature) != 0;

    public static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is { CertificateAuthority: true };

    /// <summary>Signed with a broken hash: MD5 or SHA-1.</summary>
    public static bool HasWeakSignature(X509Certificate2 certificate) =>
        HasSignatureWithoutUse(certificate) || certificate.SignatureAlgorithm.Value is "1.2.840.113549.1.1.5" or "1.3.14.3.2.29" or "1.2.840.10045.4.1";

    /// <summary>Signed with MD5, which anybody can imitate.</summary>
    public static bool HasSignatureWithoutUse(X509Certificate2 certificate) => certificate.SignatureAlgorithm.Value is "1.2.840.113549.1.1.4";
}
