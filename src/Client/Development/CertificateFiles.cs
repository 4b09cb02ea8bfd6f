namespace IndustrialGateway.Client.Development;

/// <summary>Where a certificate and its private key lie, both PEM; only the owner may read the key.</summary>
public readonly record struct CertificateFiles(string Certificate, string Key);
