using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.Platform.Rpc;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>Reads who a gateway is from its certificate: the one alternative name <c>urn:industrial-gateway:gateway:{id}</c>.</summary>
internal static class GatewayIdentity
{
    private const string Prefix = "urn:industrial-gateway:gateway:";
    private const string AlternativeNames = "2.5.29.17";
    private const int MaxLength = 63;

    /// <summary>GeneralName's uniformResourceIdentifier (RFC 5280 §4.2.1.6).</summary>
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    /// <summary>The gateway's id. Refuses a certificate that names none, or whose time is not now.</summary>
    public static string Of(X509Certificate2 certificate, TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (now < certificate.NotBefore.ToUniversalTime() || now > certificate.NotAfter.ToUniversalTime())
        {
            throw RefusalException.Unauthenticated(
                "CERTIFICATE_EXPIRED",
                $"The certificate is good from {certificate.NotBefore.ToUniversalTime():O} to {certificate.NotAfter.ToUniversalTime():O}.");
        }

        var names = Names(certificate).Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToArray();
        return names is [var name] && IsId(name.AsSpan(Prefix.Length))
            ? name[Prefix.Length..]
            : throw RefusalException.PermissionDenied(
                "NO_GATEWAY_NAME", $"The certificate must have one alternative name {Prefix}{{id}}.");
    }

    private static bool IsId(ReadOnlySpan<char> id)
    {
        foreach (var letter in id)
        {
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return id.Length is > 0 and <= MaxLength && char.IsAsciiLetterOrDigit(id[0]);
    }

    private static List<string> Names(X509Certificate2 certificate)
    {
        List<string> names = [];
        if (certificate.Extensions[AlternativeNames] is { } extension)
        {
            try
            {
                var sequence = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                while (sequence.HasData)
                {
                    if (sequence.PeekTag().HasSameClassAndValue(UriTag))
                    {
                        names.Add(sequence.ReadCharacterString(UniversalTagNumber.IA5String, UriTag));
                    }
                    else
                    {
                        sequence.ReadEncodedValue();
                    }
                }
            }
            catch (AsnContentException)
            {
                // No name that could be read is no name: the caller refuses.
            }
        }

        return names;
    }
}
