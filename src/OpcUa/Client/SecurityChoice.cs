using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>The security that a connection must have; nothing weaker and nothing else is accepted in its place.</summary>
public sealed record SecurityChoice(SecurityPolicy Policy, MessageSecurityMode Mode)
{
    /// <summary>Basic256Sha256, signed and encrypted.</summary>
    public static SecurityChoice Default { get; } = new(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt);

    /// <summary>No security: only for servers that a person has excepted by name.</summary>
    public static SecurityChoice None { get; } = new(SecurityPolicy.None, MessageSecurityMode.None);

    /// <summary>By the policy's name or URI.</summary>
    public static SecurityChoice Of(string policy, MessageSecurityMode mode) => new(SecurityPolicy.Find(policy), mode);

    public override string ToString() => $"{Policy.Name}/{Mode}";
}
