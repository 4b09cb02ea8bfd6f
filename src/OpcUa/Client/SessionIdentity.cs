using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>What a session keeps when its channel is replaced.</summary>
/// <param name="AuthenticationToken">The secret that goes with every request.</param>
/// <param name="Timeout">How long the server keeps the session without hearing from it.</param>
/// <param name="ServerCertificate">To which activations are bound; null under policy None.</param>
/// <param name="ServerNonce">For the next activation.</param>
internal sealed record SessionIdentity(
    NodeId SessionId,
    NodeId AuthenticationToken,
    TimeSpan Timeout,
    byte[]? ServerCertificate,
    byte[]? ServerNonce)
{
    /// <summary>For which the next activation's password is encrypted, under a policy with keys on a curve; null where none was asked for.</summary>
    public byte[]? ServerKey { get; init; }
}
