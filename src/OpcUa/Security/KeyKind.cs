namespace IndustrialGateway.OpcUa.Security;

/// <summary>What kind of key a certificate is for; each security policy needs its own, so an application has a certificate of each kind that it uses (Part 12 §7.8.4).</summary>
public enum KeyKind
{
    Rsa,
    NistP256,
    NistP384,
}
