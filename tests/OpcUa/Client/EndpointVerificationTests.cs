using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Client;

/// <summary>What a server really offers, and what somebody in between made of it (reliability case B9).</summary>
public sealed class EndpointVerificationTests
{
    private static readonly UserTokenPolicy Sealed =
        EndpointSelectionTests.Token(UserTokenType.UserName, "sealed", SecurityPolicy.Basic256Sha256);

    private static readonly UserTokenPolicy Clear = EndpointSelectionTests.Token(UserTokenType.UserName, "clear", SecurityPolicy.None);
    private static readonly EndpointDescription None = Offer(SecurityPolicy.None, MessageSecurityMode.None);
    private static readonly EndpointDescription Signed = Offer(SecurityPolicy.Basic256Sha256, MessageSecurityMode.Sign);
    private static readonly EndpointDescription Encrypted = Offer(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt);
    private static readonly EndpointDescription Strongest = Offer(SecurityPolicy.Aes256Sha256RsaPss, MessageSecurityMode.SignAndEncrypt);
    private static readonly EndpointDescription[] Real = [None, Signed, Encrypted, Strongest];

    [Fact]
    public void The_same_endpoints_in_another_order_and_without_certificates_are_the_same() =>
        EndpointVerification.Verify(new(Encrypted, Sealed), Real, [.. Real.Reverse().Select(endpoint => endpoint with { ServerCertificate = null })]);

    [Fact]
    public void Another_transports_endpoints_do_not_count() => EndpointVerification.Verify(
        new(Encrypted, Sealed),
        Real,
        [.. Real, Offer(SecurityPolicy.Aes128Sha256RsaOaep, MessageSecurityMode.Sign) with { TransportProfileUri = "https" }]);

    [Fact]
    public void A_list_without_the_stronger_endpoints_is_noticed() => IsNoticed(new(Signed, Sealed), [None, Signed]);

    [Fact]
    public void A_list_with_an_altered_mode_is_noticed() =>
        IsNoticed(new(Signed, Sealed), [None, Signed, Encrypted, Strongest with { SecurityMode = MessageSecurityMode.Sign }]);

    [Fact]
    public void A_list_with_an_altered_policy_is_noticed() =>
        IsNoticed(new(Encrypted, Sealed), [None, Signed, Encrypted, Strongest with { SecurityPolicyUri = SecurityPolicy.Aes128Sha256RsaOaep.Uri }]);

    [Fact]
    public void An_endpoint_that_the_server_does_not_have_is_noticed()
    {
        var invented = Offer(SecurityPolicy.Aes128Sha256RsaOaep, MessageSecurityMode.SignAndEncrypt);

        IsNoticed(new(invented, Sealed), [.. Real, invented]);
    }

    [Fact]
    public void A_token_whose_policy_was_altered_to_clear_text_is_noticed()
    {
        var altered = Sealed with { SecurityPolicyUri = SecurityPolicy.None.Uri };
        var endpoint = Encrypted with { UserIdentityTokens = [altered] };

        IsNoticed(new(endpoint, altered), [None, Signed, endpoint, Strongest]);
    }

    [Fact]
    public void A_list_without_the_token_that_encrypts_is_noticed()
    {
        var endpoint = Encrypted with { UserIdentityTokens = [Clear] };

        IsNoticed(new(endpoint, Clear), [None, Signed, endpoint, Strongest]);
    }

    [Fact]
    public void A_session_that_confirms_nothing_is_not_believed() => Assert.Throws<UaException>(
        () => EndpointVerification.Verify(new(Encrypted, Sealed), Real, []));

    private static void IsNoticed(SelectedEndpoint selected, EndpointDescription[] shown)
    {
        var refusal = Assert.Throws<UaException>(() => EndpointVerification.Verify(selected, shown, Real));

        Assert.Equal(StatusCode.BadSecurityChecksFailed, refusal.Status);
        Assert.Contains("altered", refusal.Message, StringComparison.Ordinal);
    }

    private static EndpointDescription Offer(SecurityPolicy policy, MessageSecurityMode mode) =>
        EndpointSelectionTests.Offer(policy, mode, level: 0, Sealed, Clear);
}
