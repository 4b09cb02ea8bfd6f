using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Tests;

/// <summary>Policies with keys on a curve, message by message.</summary>
public sealed class EllipticTests
{
    private static readonly SecurityPolicy Policy = SecurityPolicy.EccNistP256;

    [Theory]
    [InlineData("ECC_nistP256", MessageSecurityMode.Sign)]
    [InlineData("ECC_nistP384", MessageSecurityMode.SignAndEncrypt)]
    public async Task A_session_reads_whatever_its_user(string policy, MessageSecurityMode mode)
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync(policy, mode);
        var session = await TestSession.OpenAsync(running, channel, policy);

        var asAnonymous = await session.ReadSpeedAsync();
        await session.ActivateAsync(session.User("engineer", "right"));
        var asEngineer = await session.ReadSpeedAsync();

        Assert.Equal((1.5, 1.5), (asAnonymous, asEngineer));
    }

    [Fact]
    public async Task Each_activation_brings_a_key_that_the_server_has_signed()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync(Policy.Name, MessageSecurityMode.Sign);
        var session = new TestSession(running, channel, Policy);

        await session.CreateAsync();
        var first = session.Key!;
        await session.ActivateAsync();
        var second = session.Key!;

        using var server = TrustFolder.PublicKey(running.CertificateFor(Policy).Der.Span, Policy);
        Assert.NotEqual(first.PublicKey, second.PublicKey);
        Assert.All([first, second], key => Assert.True(AsymmetricCryptography.Verify(Policy, server, key.PublicKey, key.Signature)));
    }

    [Theory]
    [InlineData("http://opcfoundation.org/UA/SecurityPolicy#ECC_nistP384")]
    [InlineData("http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256")]
    [InlineData("urn:mine")]
    [InlineData("")]
    public async Task A_key_for_another_policy_than_the_endpoints_is_refused_and_the_session_made_all_the_same(string asked)
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync(Policy.Name, MessageSecurityMode.Sign);
        var session = new TestSession(running, channel, Policy) { AskedPolicy = asked };

        await session.CreateAsync();

        var answer = AdditionalParameters.Find(session.Created.Header.AdditionalHeader, AdditionalParameters.Key, CodecLimits.Client);
        Assert.Equal(StatusCode.BadSecurityPolicyRejected, answer.AsStatusCode());
        await session.ActivateAsync();
        Assert.Equal(1.5, await session.ReadSpeedAsync());
    }

    [Fact]
    public async Task Who_asks_for_no_key_is_given_none()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync(Policy.Name, MessageSecurityMode.Sign);
        var session = new TestSession(running, channel, Policy) { AskedPolicy = null };

        await session.CreateAsync();

        Assert.True(session.Created.Header.AdditionalHeader.IsNull);
    }

    [Fact]
    public async Task A_password_for_a_key_of_before_or_as_RSA_encrypts_it_is_refused()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync(Policy.Name, MessageSecurityMode.Sign);
        var session = await TestSession.OpenAsync(running, channel, Policy.Name);
        var early = session.User("engineer", "right");
        await session.ActivateAsync();
        using var rsa = TrustFolder.PublicKey(running.Certificate.Der.Span, SecurityPolicy.Basic256Sha256);
        var secret = PasswordSecret.Encrypt(SecurityPolicy.Basic256Sha256, rsa, "right", session.ServerNonce);

        UserNameIdentityToken[] tokens =
        [
            early,
            new("username", "engineer", secret, SecurityPolicy.Basic256Sha256.AsymmetricEncryptionUri),
            new("username", "engineer", "right"u8.ToArray(), null),
            new("username", "engineer", null, null),
        ];
        foreach (var token in tokens)
        {
            var refusal = await Assert.ThrowsAsync<UaException>(() => session.ActivateAsync(token));
            Assert.Equal(StatusCode.BadIdentityTokenInvalid, refusal.Status);
        }

        await session.ActivateAsync(session.User("engineer", "right"));
    }

    [Fact]
    public async Task A_policy_without_a_certificate_for_it_stops_the_server_before_it_listens()
    {
        await using var running = new RunningServer();
        running.Options = running.Options with { FurtherCertificates = [] };

        var refusal = await Assert.ThrowsAsync<ArgumentException>(running.StartAsync);

        Assert.Contains("ECC_nistP256 needs a certificate with a key of the kind NistP256", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_keys_on_a_curve_alone_takes_no_passwords_where_nothing_protects_them()
    {
        await using var running = new RunningServer();
        running.Options = running.Options with
        {
            Certificate = running.CertificateFor(Policy),
            FurtherCertificates = [],
            Security = [(SecurityPolicy.None, MessageSecurityMode.None), (Policy, MessageSecurityMode.SignAndEncrypt)],
        };
        await running.StartAsync();
        await using var channel = await running.ConnectAsync();

        var session = new TestSession(running, channel, SecurityPolicy.None);
        var offered = (await session.SendAsync<GetEndpointsResponse>(new GetEndpointsRequest())).Endpoints;

        Assert.Equal(
            [(SecurityPolicy.None.Uri, false), (Policy.Uri, true)],
            offered.Select(each => (each.SecurityPolicyUri, each.UserIdentityTokens.Any(token => token.TokenType == UserTokenType.UserName))));
    }
}
