using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Security;

public sealed class SecurityExplanationTests
{
    [Theory]
    [InlineData(0x80130000, "At the server: let it trust this application's certificate")]
    [InlineData(0x801A0000, "fingerprint")]
    [InlineData(0x80140000, "clocks")]
    [InlineData(0x801F0000, "password")]
    [InlineData(0x80210000, "endpoint offers")]
    [InlineData(0x80830000, "path")]
    [InlineData(0x807D0000, "by itself")]
    public void A_refusal_says_what_to_do(uint status, string expected)
    {
        var state = new ConnectionState(IsConnected: false, IsNewSession: false, new StatusCode(status | 0x0400), "refused"); // with a flag beside it

        Assert.Contains(expected, state.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_refusal_of_a_certificate_is_explained()
    {
        for (uint code = 0; code <= 0xFFFF; code++)
        {
            var status = new StatusCode(code << 16);
            var name = status.ToString();
            if (name.StartsWith("BadCertificate", StringComparison.Ordinal) || name.StartsWith("BadIdentityToken", StringComparison.Ordinal)
                || name.StartsWith("BadSecurity", StringComparison.Ordinal))
            {
                Assert.True(SecurityExplanations.Of(status) is { Advice.Length: > 10, Cause.Length: > 10 }, name);
            }
        }
    }

    [Fact]
    public void What_has_nothing_to_do_with_security_is_not_explained_by_it() =>
        Assert.Null(SecurityExplanations.Of(StatusCode.BadNodeIdUnknown));
}
