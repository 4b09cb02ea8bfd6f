using IndustrialGateway.OpcUa.Client.DataTypes;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Client.DataTypes;

public sealed class EnumPropertiesTests
{
    public static TheoryData<StatusCode> OfTheService => [StatusCode.BadServiceUnsupported, StatusCode.BadTimeout];

    [Theory]
    [MemberData(nameof(OfTheService))]
    public async Task A_server_that_does_not_follow_paths_has_no_texts_and_costs_nothing_else(StatusCode answer)
    {
        await using var channel = Refusing(answer);
        await using var session = await ScriptedChannel.OpenSessionAsync(channel, TimeProvider.System);

        var texts = await session.ReadEnumPropertiesAsync([new NodeId("a", 1), new NodeId("b", 1)], TestContext.Current.CancellationToken);

        Assert.Equal([null, null], texts);
    }

    [Fact]
    public async Task A_lost_session_is_no_want_of_texts()
    {
        await using var channel = Refusing(StatusCode.BadSessionIdInvalid);
        await using var session = await ScriptedChannel.OpenSessionAsync(channel, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<UaException>(
            () => session.ReadEnumPropertiesAsync([new NodeId("a", 1)], TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.BadSessionIdInvalid, failure.Status);
    }

    private static ScriptedChannel Refusing(StatusCode answer) => new()
    {
        Script = request => request is TranslateBrowsePathsRequest ? new ServiceFault { Header = new ResponseHeader { ServiceResult = answer } } : null,
    };
}
