namespace IndustrialGateway.Testing;

/// <summary>How a <see cref="NodeMachine"/> is set up; by default with every policy that is not withdrawn, and a certificate that it makes itself.</summary>
public sealed record NodeMachineSettings
{
    /// <summary>The policies of its endpoints, as node-opcua calls them; signed and encrypted as well as only signed.</summary>
    public IReadOnlyList<string> Policies { get; init; } = ["None", "Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss"];

    /// <summary>PEM, perhaps with its issuers behind it.</summary>
    public string? CertificateFile { get; init; }

    public string? PrivateKeyFile { get; init; }

    /// <summary>A client's address that it calls, besides listening itself.</summary>
    public Uri? Reverse { get; init; }

    /// <summary>Options of Node.js itself.</summary>
    public IReadOnlyList<string> NodeOptions { get; init; } = [];
}
