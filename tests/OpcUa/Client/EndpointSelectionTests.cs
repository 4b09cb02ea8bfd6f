using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Tests.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Client;

public sealed class EndpointSelectionTests
{
    private const MessageSecurityMode Encrypted = MessageSecurityMode.SignAndEncrypt;
    private static readonly SecurityChoice Best = SecurityChoice.Best(Encrypted);
    private static readonly byte[] Rsa = Certificates.Good();
    private static readonly byte[] Curve = Certificates.Elliptic();

    [Fact]
    public void Best_takes_the_strongest_policy_whatever_the_server_says_of_its_endpoints()
    {
        EndpointDescription[] offered =
        [
            Offer(SecurityPolicy.None, MessageSecurityMode.None, level: 255, Anonymous),
            Offer(SecurityPolicy.Aes128Sha256RsaOaep, Encrypted, level: 200, Anonymous),
            Offer(SecurityPolicy.Aes256Sha256RsaPss, Encrypted, level: 1, Anonymous),
            Offer(SecurityPolicy.Aes256Sha256RsaPss, MessageSecurityMode.Sign, level: 250, Anonymous),
        ];

        var selected = EndpointSelection.Select(offered, Best, UserTokenType.Anonymous);

        Assert.Equal((SecurityPolicy.Aes256Sha256RsaPss, Encrypted), (selected.Policy, selected.Mode));
    }

    [Fact]
    public void Best_takes_a_policy_with_keys_on_a_curve_only_where_both_sides_have_certificates_for_it()
    {
        EndpointDescription[] offered =
        [
            Offer(SecurityPolicy.Basic256Sha256, Encrypted, level: 1, Anonymous) with { ServerCertificate = Rsa },
            Offer(SecurityPolicy.EccNistP256, Encrypted, level: 1, Anonymous) with { ServerCertificate = Curve },
            Offer(SecurityPolicy.EccNistP384, Encrypted, level: 1, Anonymous) with { ServerCertificate = Rsa }, // as a careless server may say
        ];

        Assert.Equal(SecurityPolicy.Basic256Sha256, Selected(offered, KeyKind.Rsa));
        Assert.Equal(SecurityPolicy.EccNistP256, Selected(offered, KeyKind.Rsa, KeyKind.NistP256));
        Assert.Equal(SecurityPolicy.EccNistP256, Selected(offered, KeyKind.Rsa, KeyKind.NistP384));
    }

    [Fact]
    public void What_one_side_lacks_a_certificate_for_is_taken_where_nothing_else_is_offered() => Assert.Equal(
        SecurityPolicy.EccNistP256,
        Selected([Offer(SecurityPolicy.EccNistP256, Encrypted, level: 1, Anonymous) with { ServerCertificate = Curve }], KeyKind.Rsa));

    [Fact]
    public void An_endpoint_under_whose_policy_the_users_key_does_not_sign_is_passed_over()
    {
        var token = Token(UserTokenType.Certificate, "c");
        EndpointDescription[] offered =
        [
            Offer(SecurityPolicy.EccNistP256, Encrypted, level: 1, token) with { ServerCertificate = Curve },
            Offer(SecurityPolicy.Basic256Sha256, Encrypted, level: 1, token) with { ServerCertificate = Rsa },
        ];

        var withRsa = EndpointSelection.Select(offered, Best, UserTokenType.Certificate, new ClientKeys(null, KeyKind.Rsa));
        var withCurve = EndpointSelection.Select(offered, Best, UserTokenType.Certificate, new ClientKeys(null, KeyKind.NistP256));

        Assert.Equal((SecurityPolicy.Basic256Sha256, SecurityPolicy.EccNistP256), (withRsa.Policy, withCurve.Policy));
    }

    [Fact]
    public void Behind_the_best_come_those_that_protect_as_much_and_could_be_opened()
    {
        EndpointDescription[] offered =
        [
            Offer(SecurityPolicy.Basic256Sha256, Encrypted, level: 1, Anonymous) with { ServerCertificate = Rsa },
            Offer(SecurityPolicy.Basic256Sha256, MessageSecurityMode.Sign, level: 1, Anonymous) with { ServerCertificate = Rsa },
            Offer(SecurityPolicy.None, MessageSecurityMode.None, level: 1, Anonymous),
            Offer(SecurityPolicy.EccNistP256, Encrypted, level: 1, Anonymous) with { ServerCertificate = Curve },
            Offer(SecurityPolicy.EccNistP384, Encrypted, level: 1, Anonymous),
        ];

        var candidates = EndpointSelection.Candidates(offered, Best, UserTokenType.Anonymous, new ClientKeys([KeyKind.Rsa, KeyKind.NistP256], null));

        Assert.Equal([SecurityPolicy.EccNistP256, SecurityPolicy.Basic256Sha256], candidates.Select(each => each.Policy));
        Assert.All(candidates, each => Assert.Equal(Encrypted, each.Mode));
    }

    [Fact]
    public void Best_never_takes_what_is_broken()
    {
        EndpointDescription[] offered =
        [
            Offer(SecurityPolicy.None, MessageSecurityMode.None, level: 1, Anonymous),
            Offer(SecurityPolicy.Basic256, Encrypted, level: 1, Anonymous),
            Offer(SecurityPolicy.Basic128Rsa15, Encrypted, level: 1, Anonymous),
        ];

        var refusal = Assert.Throws<UaException>(() => EndpointSelection.Select(offered, Best, UserTokenType.Anonymous));

        Assert.Equal(StatusCode.BadSecurityModeRejected, refusal.Status);
        Assert.Contains("Basic256/SignAndEncrypt", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endpoint_that_does_not_take_the_users_kind_of_token_is_passed_over()
    {
        EndpointDescription[] offered =
        [
            Offer(SecurityPolicy.Aes256Sha256RsaPss, Encrypted, level: 9, Anonymous),
            Offer(SecurityPolicy.Basic256Sha256, Encrypted, level: 1, Anonymous, Token(UserTokenType.Certificate, "c")),
        ];

        var selected = EndpointSelection.Select(offered, Best, UserTokenType.Certificate);

        Assert.Equal(SecurityPolicy.Basic256Sha256, selected.Policy);
        Assert.Equal("c", selected.UserToken.PolicyId);
    }

    [Fact]
    public void A_token_in_clear_text_is_never_used_where_one_that_encrypts_exists()
    {
        EndpointDescription[] offered =
        [
            Offer(SecurityPolicy.Aes256Sha256RsaPss, Encrypted, level: 9, Token(UserTokenType.UserName, "clear", SecurityPolicy.None)),
            Offer(
                SecurityPolicy.Basic256Sha256,
                Encrypted,
                level: 1,
                Token(UserTokenType.UserName, "clear", SecurityPolicy.None),
                Token(UserTokenType.UserName, "sealed", SecurityPolicy.Basic256Sha256)),
        ];

        var selected = EndpointSelection.Select(offered, Best, UserTokenType.UserName);

        Assert.Equal("sealed", selected.UserToken.PolicyId);
    }

    [Fact]
    public void Of_two_tokens_with_the_same_id_the_one_that_encrypts_is_used()
    {
        var offer = Offer(
            SecurityPolicy.None,
            MessageSecurityMode.None,
            level: 0,
            Token(UserTokenType.UserName, "1", SecurityPolicy.None),
            Token(UserTokenType.UserName, "1", SecurityPolicy.Basic256Sha256));

        var selected = EndpointSelection.Select([offer], SecurityChoice.None, UserTokenType.UserName);

        Assert.Equal(SecurityPolicy.Basic256Sha256, EndpointSelection.TokenPolicy(selected, SecurityChoice.None));
    }

    [Theory]
    [InlineData("Basic256", "Basic128Rsa15")]
    [InlineData("Basic256Sha256", "Basic256")]
    public void A_secret_does_not_go_under_a_withdrawn_policy_that_was_not_allowed(string allowed, string wanted)
    {
        var security = SecurityChoice.Of(allowed, Encrypted);
        var offer = Offer(SecurityPolicy.FindForClient(allowed), Encrypted, level: 0, Token(UserTokenType.UserName, "1", SecurityPolicy.FindForClient(wanted)));
        var selected = EndpointSelection.Select([offer], security, UserTokenType.UserName);

        var refusal = Assert.Throws<UaException>(() => EndpointSelection.TokenPolicy(selected, security));

        Assert.Equal(StatusCode.BadSecurityPolicyRejected, refusal.Status);
    }

    private static SecurityPolicy Selected(EndpointDescription[] offered, params KeyKind[] own) =>
        EndpointSelection.Select(offered, Best, UserTokenType.Anonymous, new ClientKeys(own, null)).Policy;

    internal static EndpointDescription Offer(SecurityPolicy policy, MessageSecurityMode mode, byte level, params UserTokenPolicy[] tokens) => new()
    {
        EndpointUrl = "opc.tcp://machine:4840",
        SecurityPolicyUri = policy.Uri,
        SecurityMode = mode,
        SecurityLevel = level,
        UserIdentityTokens = tokens,
    };

    internal static UserTokenPolicy Anonymous => Token(UserTokenType.Anonymous, "anonymous");

    internal static UserTokenPolicy Token(UserTokenType type, string id, SecurityPolicy? policy = null) =>
        new() { TokenType = type, PolicyId = id, SecurityPolicyUri = policy?.Uri };
}
