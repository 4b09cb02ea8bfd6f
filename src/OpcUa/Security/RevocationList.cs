using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>
/// Which certificates an authority has taken back (RFC 5280 §5). What it says counts only after <see cref="IsSignedBy"/>; a list that
/// needs something which is not understood here (parts of a list, lists for others) is not read at all.
/// </summary>
internal sealed class RevocationList
{
    /// <summary>Room for some ten thousand entries, in bytes.</summary>
    public const int MaxLength = 1_048_576;

    private readonly HashSet<string> _serials = new(StringComparer.Ordinal);
    private byte[] _signedPart = [];
    private byte[] _signature = [];
    private string _algorithm = "";

    private RevocationList()
    {
    }

    /// <summary>The issuer's name (DER).</summary>
    public byte[] Issuer { get; private set; } = [];

    /// <summary>When the next list was to come; null when the authority does not say.</summary>
    public DateTimeOffset? NextUpdate { get; private set; }

    /// <summary>Reads DER or PEM.</summary>
    public static bool TryRead(byte[] bytes, [NotNullWhen(true)] out RevocationList? list)
    {
        list = null;
        if (bytes.Length > MaxLength)
        {
            return false;
        }

        try
        {
            list = Read(Der(bytes));
            return true;
        }
        catch (Exception failure) when (failure is AsnContentException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    public bool Names(X509Certificate2 certificate) => _serials.Contains(Convert.ToHexString(certificate.SerialNumberBytes.Span.TrimStart((byte)0)));

    public bool IsBy(X509Certificate2 authority) => authority.SubjectName.RawData.AsSpan().SequenceEqual(Issuer);

    /// <summary>Whether the authority's key made this list, with a hash that is not broken.</summary>
    public bool IsSignedBy(X509Certificate2 authority)
    {
        try
        {
            return _algorithm switch
            {
                "1.2.840.113549.1.1.11" => IsRsaSigned(authority, HashAlgorithmName.SHA256),
                "1.2.840.113549.1.1.12" => IsRsaSigned(authority, HashAlgorithmName.SHA384),
                "1.2.840.113549.1.1.13" => IsRsaSigned(authority, HashAlgorithmName.SHA512),
                "1.2.840.10045.4.3.2" => IsEcSigned(authority, HashAlgorithmName.SHA256),
                "1.2.840.10045.4.3.3" => IsEcSigned(authority, HashAlgorithmName.SHA384),
                "1.2.840.10045.4.3.4" => IsEcSigned(authority, HashAlgorithmName.SHA512),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static byte[] Der(byte[] bytes)
    {
        if (bytes.AsSpan().IndexOf("-----BEGIN"u8) < 0)
        {
            return bytes;
        }

        var text = Encoding.ASCII.GetString(bytes);
        var fields = PemEncoding.Find(text);
        return text[fields.Label] == "X509 CRL" ? Convert.FromBase64String(text[fields.Base64Data]) : throw new FormatException("No revocation list.");
    }

    private static RevocationList Read(byte[] der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        var list = new RevocationList { _signedPart = outer.PeekEncodedValue().ToArray() };
        list.ReadContent(outer.ReadSequence());
        list._algorithm = outer.ReadSequence().ReadObjectIdentifier();
        list._signature = outer.ReadBitString(out _);
        return list;
    }

    private void ReadContent(AsnReader content)
    {
        if (content.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
        {
            content.ReadInteger();
        }

        content.ReadSequence(); // the algorithm again
        Issuer = content.ReadEncodedValue().ToArray();
        ReadTime(content);
        if (content.HasData && IsTime(content.PeekTag()))
        {
            NextUpdate = ReadTime(content);
        }

        if (content.HasData && content.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            ReadEntries(content.ReadSequence());
        }

        if (content.HasData)
        {
            RefuseCritical(content.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence());
        }
    }

    private void ReadEntries(AsnReader entries)
    {
        while (entries.HasData)
        {
            var entry = entries.ReadSequence();
            _serials.Add(Convert.ToHexString(entry.ReadIntegerBytes().Span.TrimStart((byte)0)));
            ReadTime(entry);
            if (entry.HasData)
            {
                RefuseCritical(entry.ReadSequence());
            }
        }
    }

    // Partial lists and lists for other authorities are marked so (RFC 5280 §5.2.4, §5.2.5, §5.3.3): half understood, they would say "not revoked".
    private static void RefuseCritical(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            extension.ReadObjectIdentifier();
            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean())
            {
                throw new FormatException("The list has a critical extension that is not understood here.");
            }
        }
    }

    private static bool IsTime(Asn1Tag tag) =>
        tag.HasSameClassAndValue(Asn1Tag.UtcTime) || tag.HasSameClassAndValue(Asn1Tag.GeneralizedTime);

    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();

    private bool IsRsaSigned(X509Certificate2 authority, HashAlgorithmName hash)
    {
        using var key = authority.GetRSAPublicKey();
        return key is not null && key.VerifyData(_signedPart, _signature, hash, RSASignaturePadding.Pkcs1);
    }

    private bool IsEcSigned(X509Certificate2 authority, HashAlgorithmName hash)
    {
        using var key = authority.GetECDsaPublicKey();
        return key is not null && key.VerifyData(_signedPart, _signature, hash, DSASignatureFormat.Rfc3279DerSequence);
    }
}
