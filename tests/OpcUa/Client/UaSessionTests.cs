using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Client;

public sealed class UaSessionTests
{
    private static readonly UserIdentity Engineer = UserIdentity.UserName("engineer", "pässwörd");

    public static TheoryData<string, MessageSecurityMode, bool> Securities => new()
    {
        { "None", MessageSecurityMode.None, false },
        { "None", MessageSecurityMode.None, true },
        { "Basic256Sha256", MessageSecurityMode.Sign, false },
        { "Basic256Sha256", MessageSecurityMode.Sign, true },
        { "Basic256Sha256", MessageSecurityMode.SignAndEncrypt, false },
        { "Basic256Sha256", MessageSecurityMode.SignAndEncrypt, true },
        { "Aes256_Sha256_RsaPss", MessageSecurityMode.SignAndEncrypt, true },
        { "ECC_nistP256", MessageSecurityMode.Sign, false },
        { "ECC_nistP256", MessageSecurityMode.Sign, true },
        { "ECC_nistP256", MessageSecurityMode.SignAndEncrypt, false },
        { "ECC_nistP256", MessageSecurityMode.SignAndEncrypt, true },
        { "ECC_nistP384", MessageSecurityMode.Sign, false },
        { "ECC_nistP384", MessageSecurityMode.Sign, true },
        { "ECC_nistP384", MessageSecurityMode.SignAndEncrypt, false },
        { "ECC_nistP384", MessageSecurityMode.SignAndEncrypt, true },
    };

    [Theory]
    [MemberData(nameof(Securities))]
    public async Task A_value_is_read_whatever_the_security_and_the_user(string policy, MessageSecurityMode mode, bool isNamed)
    {
        await using var machine = await Machine.StartAsync();
        machine.Count(42, 1);
        var options = machine.Options(SecurityChoice.Of(policy, mode)) with { Identity = isNamed ? Engineer : UserIdentity.Anonymous };

        await using var session = await UaSession.ConnectAsync(options, cancellationToken: TestContext.Current.CancellationToken);
        var values = await session.ReadAsync([Machine.CounterId], TestContext.Current.CancellationToken);

        Assert.Equal(Variant.Of(42), values[0].Value);
        Assert.Equal(Machine.Uri, session.Namespaces.Uris[1]);
        Assert.Equal("nsu=urn:test:machine;s=counter", session.Namespaces.Format(Machine.CounterId));
    }

    [Theory]
    [InlineData("Basic256Sha256")]
    [InlineData("ECC_nistP256")]
    public async Task A_wrong_password_is_refused_by_the_server(string policy)
    {
        await using var machine = await Machine.StartAsync();
        var options = machine.Options(SecurityChoice.Of(policy, MessageSecurityMode.SignAndEncrypt)) with { Identity = UserIdentity.UserName("engineer", "wrong") };

        var refusal = await Assert.ThrowsAsync<UaException>(() => UaSession.ConnectAsync(options));

        Assert.Equal(StatusCode.BadUserAccessDenied, refusal.Status);
    }

    [Fact]
    public async Task A_server_that_nobody_has_trusted_is_refused()
    {
        await using var machine = await Machine.StartAsync();
        foreach (var file in Directory.EnumerateFiles(machine.ClientTrust.TrustedPath))
        {
            File.Delete(file);
        }

        var refusal = await Assert.ThrowsAsync<UaException>(() => machine.ConnectAsync(SecurityChoice.Default));

        Assert.Equal(StatusCode.BadCertificateUntrusted, refusal.Status);
    }

    [Fact]
    public async Task A_password_for_an_untrusted_server_does_not_leave_even_on_a_channel_without_security()
    {
        await using var machine = await Machine.StartAsync();
        foreach (var file in Directory.EnumerateFiles(machine.ClientTrust.TrustedPath))
        {
            File.Delete(file);
        }

        var refusal = await Assert.ThrowsAsync<UaException>(() => UaSession.ConnectAsync(machine.Options() with { Identity = Engineer }));

        Assert.Equal(StatusCode.BadCertificateUntrusted, refusal.Status);
    }

    [Fact]
    public async Task Security_that_the_server_does_not_offer_is_refused_and_what_it_offers_is_named()
    {
        await using var machine = await Machine.StartAsync();

        var refusal = await Assert.ThrowsAsync<UaException>(
            () => machine.ConnectAsync(SecurityChoice.Of("Aes128_Sha256_RsaOaep", MessageSecurityMode.SignAndEncrypt)));

        Assert.Equal(StatusCode.BadSecurityModeRejected, refusal.Status);
        Assert.Contains("Basic256Sha256/Sign", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_children_are_found_though_the_server_gives_them_page_by_page()
    {
        await using var machine = await Machine.StartAsync(new ServerLimits { MaxReferencesPerNode = 7, MaxContinuationPoints = 1 });
        for (var i = 0; i < 100; i++)
        {
            machine.Space.AddVariable(machine.Folder, new NodeId($"v{i}", 1), $"v{i}", BuiltInType.Int32, new DataValue(Variant.Of(i)));
        }

        await using var session = await machine.ConnectAsync();
        NodeId[] nodes = [machine.Folder.Id, machine.Folder.Id, new("nobody", 1)];
        var browsed = await session.BrowseAsync(nodes, null, TestContext.Current.CancellationToken);

        Assert.All(browsed.Take(2), node => Assert.Equal(101, node.References.Select(reference => reference.NodeId).Distinct().Count()));
        Assert.Equal(StatusCode.BadNodeIdUnknown, browsed[2].Status);
        await Assert.ThrowsAsync<UaException>(
            async () => await session.BrowseAsync(nodes[2], cancellationToken: TestContext.Current.CancellationToken).ToListAsync());
    }

    [Fact]
    public async Task One_unknown_node_among_a_thousand_costs_only_itself()
    {
        await using var machine = await Machine.StartAsync(new ServerLimits { MaxMonitoredItemsPerCall = 300, MaxNodesPerRead = 300 });
        await using var session = await machine.ConnectAsync();
        var subscription = await session.SubscribeAsync(new UaSubscriptionOptions(), new Notes(), TestContext.Current.CancellationToken);
        ItemRequest[] items = [.. Enumerable.Range(0, 1001).Select(i => new ItemRequest((uint)i, i == 500 ? new NodeId("nobody", 1) : Machine.CounterId))];

        var results = await subscription.CreateItemsAsync(items, TestContext.Current.CancellationToken);
        var values = await session.ReadAsync(items.Select(item => item.Node.NodeId), TestContext.Current.CancellationToken);

        Assert.Equal([500], results.Index().Where(each => each.Item.Status.IsBad).Select(each => each.Index));
        Assert.Equal([500], values.Index().Where(each => each.Item.Status.IsBad).Select(each => each.Index));
    }

    [Fact]
    public async Task Every_change_is_delivered_once_in_order_with_the_time_it_came()
    {
        await using var machine = await Machine.StartAsync();
        await using var session = await machine.ConnectAsync();
        var notes = new Notes();
        var subscription = await session.SubscribeAsync(
            new UaSubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(10), MaxNotificationsPerPublish = 30 },
            notes,
            TestContext.Current.CancellationToken);
        var item = new ItemRequest(1, ExpandedNodeId.Parse($"nsu={Machine.Uri};s=counter")) { QueueSize = 1000, SamplingInterval = TimeSpan.Zero };
        await subscription.CreateItemsAsync([item], TestContext.Current.CancellationToken);

        machine.Count(1, 500);

        for (var value = 0; value <= 500; value++)
        {
            Assert.EndsWith($": {value}", await notes.NextAsync(), StringComparison.Ordinal);
        }
    }
}
