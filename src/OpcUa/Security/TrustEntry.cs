namespace IndustrialGateway.OpcUa.Security;

/// <summary>Which folder a certificate lies in.</summary>
public enum TrustPlace
{
    /// <summary>A person has trusted it, or the authority that it is.</summary>
    Trusted,

    /// <summary>An authority that completes chains.</summary>
    Issuer,

    /// <summary>It was refused.</summary>
    Rejected,
}

/// <summary>One certificate of a trust folder, as a person compares and judges it.</summary>
/// <param name="File">Where it lies.</param>
/// <param name="Thumbprint">SHA-1 in hexadecimal digits, as most tools show it.</param>
/// <param name="Sha256">SHA-256 in hexadecimal digits.</param>
/// <param name="ApplicationUri">Empty when it has none, as with authorities and users.</param>
/// <param name="Rejection">When and why it was refused; null when that is not known.</param>
public sealed record TrustEntry(
    TrustPlace Place,
    string File,
    string Thumbprint,
    string Sha256,
    string Subject,
    string Issuer,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    string ApplicationUri,
    Rejection? Rejection)
{
    /// <summary>Whether one of its fingerprints begins so; colons and spaces between digits do not count.</summary>
    public bool Matches(string fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        var digits = string.Concat(fingerprint.Where(char.IsAsciiLetterOrDigit));
        return digits.Length > 0
            && (Thumbprint.StartsWith(digits, StringComparison.OrdinalIgnoreCase) || Sha256.StartsWith(digits, StringComparison.OrdinalIgnoreCase));
    }
}
