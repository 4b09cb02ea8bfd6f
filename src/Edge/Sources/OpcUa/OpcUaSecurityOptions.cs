using IndustrialGateway.Configuration;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>The security policies that can be chosen, by the names that servers show.</summary>
internal enum SecurityPolicyName
{
    Best,
    ECC_nistP384,
    ECC_nistP256,
    Aes256_Sha256_RsaPss,
    Basic256Sha256,
    Aes128_Sha256_RsaOaep,
    Basic256,
    Basic128Rsa15,
    None,
}

/// <summary>How messages are protected under a policy.</summary>
internal enum SecurityModeName
{
    SignAndEncrypt,
    Sign,
    None,
}

/// <summary>How the channel to a server is protected; what can be broken only with a reason that a person wrote down.</summary>
internal sealed record OpcUaSecurityOptions
{
    /// <summary>Best: the strongest that the server offers and there are certificates for, of those that are not broken.</summary>
    public SecurityPolicyName Policy { get; init; } = SecurityPolicyName.Best;

    public SecurityModeName Mode { get; init; } = SecurityModeName.SignAndEncrypt;

    /// <summary>Why this server may be read with a policy that can be broken, or none; logged at each connection and shown on the platform's page.</summary>
    public string? AllowInsecure { get; init; }

    /// <summary>What is used in spite of being insecure, with the reason given; empty when the policy is sound.</summary>
    public string Insecurity => IsBroken(Policy) ? $"{Policy}: {AllowInsecure}" : "";

    public SecurityChoice Choice => Policy switch
    {
        SecurityPolicyName.Best => SecurityChoice.Best(UaMode),
        SecurityPolicyName.None => SecurityChoice.None,
        _ => SecurityChoice.Of(Policy.ToString(), UaMode),
    };

    private MessageSecurityMode UaMode => Mode switch
    {
        SecurityModeName.Sign => MessageSecurityMode.Sign,
        SecurityModeName.SignAndEncrypt => MessageSecurityMode.SignAndEncrypt,
        _ => MessageSecurityMode.None,
    };

    public static OpcUaSecurityOptions Read(Section section)
    {
        var policy = section.Choice("security", SecurityPolicyName.Best);
        var mode = section.Choice(
            "mode", policy == SecurityPolicyName.None ? SecurityModeName.None : SecurityModeName.SignAndEncrypt);
        var reason = section.Text("allowInsecure");
        if (IsBroken(policy) && string.IsNullOrWhiteSpace(reason))
        {
            section.Fail("security", $"is {Fault(policy)}: say why in 'allowInsecure', or use Best");
        }

        if ((policy == SecurityPolicyName.None) != (mode == SecurityModeName.None))
        {
            section.Fail(section.Has("mode") ? "mode" : "security", "and the other do not fit: None goes with None only");
        }

        return new OpcUaSecurityOptions { Policy = policy, Mode = mode, AllowInsecure = reason };
    }

    public override string ToString() => IsBroken(Policy) ? $"INSECURE ({Insecurity})" : $"{Policy} {Mode}";

    private static bool IsBroken(SecurityPolicyName policy) =>
        policy is SecurityPolicyName.None or SecurityPolicyName.Basic256 or SecurityPolicyName.Basic128Rsa15;

    private static string Fault(SecurityPolicyName policy) => policy == SecurityPolicyName.None
        ? "None, which anyone on the network can read and forge"
        : $"{policy}, which was withdrawn because it can be broken";
}
