using System.Text.Json.Nodes;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Interop.Visit;

/// <summary>node-opcua's client at our server with every policy, mode and token; one process makes all its sessions.</summary>
public sealed class LoginTests(OurMachine machine, VisitorFixture visiting) : IClassFixture<VisitorFixture>
{
    private const int Patience = 60_000;
    private const string Running = "0";

    public static TheoryData<string, MessageSecurityMode, UserTokenType> Combinations =>
    [
        .. from policy in (string[])["None", "Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss"]
           from mode in policy == "None" ? [MessageSecurityMode.None] : (MessageSecurityMode[])[MessageSecurityMode.Sign, MessageSecurityMode.SignAndEncrypt]
           from token in (UserTokenType[])[UserTokenType.Anonymous, UserTokenType.UserName, UserTokenType.Certificate]
           select (policy, mode, token),
    ];

    [Theory(Timeout = Patience)]
    [MemberData(nameof(Combinations))]
    public async Task It_reads_with_every_policy_mode_and_token(string policy, MessageSecurityMode mode, UserTokenType token) =>
        Assert.Equal(Running, await LoginAsync(policy, mode, Identity(token), TestContext.Current.CancellationToken));

    [Fact(Timeout = Patience)]
    public async Task A_wrong_password_is_refused()
    {
        var identity = new JsonObject { ["user"] = OurMachine.UserName, ["password"] = "wrong" };

        var refusal = await LoginAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt, identity, TestContext.Current.CancellationToken);

        Assert.Contains("BadUserAccessDenied", refusal, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience)]
    public async Task A_user_whose_certificate_is_not_known_is_refused()
    {
        using var stranger = Visitor.NewUser("stranger");

        var refusal = await LoginAsync(
            "Basic256Sha256", MessageSecurityMode.SignAndEncrypt, Certified(stranger), TestContext.Current.CancellationToken);

        Assert.Contains("BadIdentityTokenRejected", refusal, StringComparison.Ordinal);
    }

    private static JsonObject Certified(UserCertificate user) => new()
    {
        ["userCertificate"] = Convert.ToBase64String(user.Der.Span),
        ["userKey"] = user.PrivateKey.ExportPkcs8PrivateKeyPem(),
    };

    private JsonObject Identity(UserTokenType token) => token switch
    {
        UserTokenType.UserName => new JsonObject { ["user"] = OurMachine.UserName, ["password"] = OurMachine.Password },
        UserTokenType.Certificate => Certified(machine.User),
        _ => [],
    };

    private async Task<string> LoginAsync(string policy, MessageSecurityMode mode, JsonObject identity, CancellationToken cancelled)
    {
        identity["policy"] = policy;
        identity["mode"] = $"{mode}";
        return $"{await visiting.Visitor.OrderAsync(new JsonObject { ["login"] = identity }, cancelled)}";
    }
}
