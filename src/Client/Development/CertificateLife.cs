namespace IndustrialGateway.Client.Development;

/// <summary>When a certificate is valid, seen from now: tests need those that a peer must refuse.</summary>
public enum CertificateLife
{
    /// <summary>From yesterday for a year.</summary>
    Current,

    /// <summary>Ended yesterday.</summary>
    Expired,

    /// <summary>Begins tomorrow.</summary>
    NotYetValid,
}
