using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>The security that a connection must have: one of these policies, the strongest that the server offers, in this mode. Nothing else is accepted.</summary>
public sealed record SecurityChoice
{
    /// <summary>The name by which <see cref="Of"/> knows <see cref="Best"/>.</summary>
    public const string BestName = "best";

    public SecurityChoice(SecurityPolicy policy, MessageSecurityMode mode)
        : this([policy], mode)
    {
    }

    private SecurityChoice(IReadOnlyList<SecurityPolicy> policies, MessageSecurityMode mode)
    {
        Policies = policies;
        Mode = mode;
    }

    /// <summary>Basic256Sha256, signed and encrypted.</summary>
    public static SecurityChoice Default { get; } = new(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt);

    /// <summary>No security: only for servers that a person has excepted by name.</summary>
    public static SecurityChoice None { get; } = new(SecurityPolicy.None, MessageSecurityMode.None);

    /// <summary>What is accepted, the strongest first.</summary>
    public IReadOnlyList<SecurityPolicy> Policies { get; }

    public MessageSecurityMode Mode { get; }

    public bool IsNone => Policies is [{ IsNone: true }];

    /// <summary>Anyone on the network may read or forge what is sent, or will be able to: the policy is None or withdrawn.</summary>
    public bool IsInsecure => Policies.Any(policy => policy.IsNone || policy.IsDeprecated);

    /// <summary>The strongest policy that the server offers, of those that are not broken.</summary>
    public static SecurityChoice Best(MessageSecurityMode mode) =>
        new([.. SecurityPolicy.All.Where(policy => !policy.IsNone)], mode);

    /// <summary>By the policy's name or URI, or <see cref="BestName"/>.</summary>
    /// <exception cref="UaException">BadSecurityPolicyRejected: there is no such policy.</exception>
    public static SecurityChoice Of(string policy, MessageSecurityMode mode) =>
        policy == BestName ? Best(mode) : new(SecurityPolicy.FindForClient(policy), mode);

    public override string ToString() => $"{string.Join(" or ", Policies)}/{Mode}";
}
