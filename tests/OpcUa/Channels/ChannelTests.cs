using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Channels;

public sealed class ChannelTests
{
    public static TheoryData<string, MessageSecurityMode> Securities => new()
    {
        { "None", MessageSecurityMode.None },
        { "Basic256Sha256", MessageSecurityMode.Sign },
        { "Basic256Sha256", MessageSecurityMode.SignAndEncrypt },
        { "Aes128_Sha256_RsaOaep", MessageSecurityMode.Sign },
        { "Aes128_Sha256_RsaOaep", MessageSecurityMode.SignAndEncrypt },
        { "Aes256_Sha256_RsaPss", MessageSecurityMode.Sign },
        { "Aes256_Sha256_RsaPss", MessageSecurityMode.SignAndEncrypt },
    };

    [Theory]
    [MemberData(nameof(Securities))]
    public async Task Requests_of_one_chunk_and_of_many_are_answered_whatever_the_security(string policy, MessageSecurityMode mode)
    {
        await using var pair = new ChannelPair().Start();

        await using var channel = await pair.OpenAsync(pair.Secured(SecurityPolicy.Find(policy), mode));

        Assert.Equal(1, await ChannelPair.AskAsync(channel, 1));
        Assert.Equal(9_999, await ChannelPair.AskAsync(channel, 9_999)); // some 180 kB: three chunks
    }
}
