using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Tests;

public sealed class ServerTests
{
    [Theory]
    [InlineData("None", MessageSecurityMode.None)]
    [InlineData("Basic256Sha256", MessageSecurityMode.Sign)]
    [InlineData("Basic256Sha256", MessageSecurityMode.SignAndEncrypt)]
    [InlineData("Aes256_Sha256_RsaPss", MessageSecurityMode.SignAndEncrypt)]
    public async Task A_session_reads_whatever_its_security_and_its_user(string policy, MessageSecurityMode mode)
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
    public async Task Every_value_set_reaches_the_subscriber_in_order()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, channel);
        var subscription = await session.SubscribeAsync(queueSize: 1_000);

        for (var i = 0; i < 500; i++)
        {
            running.Speed.Set(new DataValue(Variant.Of((double)i)));
        }

        List<double> received = [];
        uint sequence = 0;
        while (received.Count < 501)
        {
            var acknowledgement = new SubscriptionAcknowledgement(subscription, sequence);
            var response = await session.PublishAsync(sequence == 0 ? [] : [acknowledgement]);
            Assert.All(response.Results, result => Assert.Equal(StatusCode.Good, result));
            foreach (var data in response.Notification.Data.OfType<DataChangeNotification>())
            {
                received.AddRange(data.Items.ToArray().Select(item => item.Value.Value.AsDouble()));
            }

            sequence = response.Notification.IsKeepAlive ? 0 : response.Notification.SequenceNumber;
        }

        Assert.Equal([1.5, .. Enumerable.Range(0, 500).Select(i => (double)i)], received);
    }

    [Fact]
    public async Task A_message_not_acknowledged_can_be_had_again()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, channel);
        var subscription = await session.SubscribeAsync();
        var first = (await session.PublishAsync()).Notification;

        var again = await session.SendAsync<RepublishResponse>(
            new RepublishRequest { SubscriptionId = subscription, RetransmitSequenceNumber = first.SequenceNumber });
        var missing = await Assert.ThrowsAsync<UaException>(() => session.SendAsync<RepublishResponse>(
            new RepublishRequest { SubscriptionId = subscription, RetransmitSequenceNumber = 99 }));

        Assert.Equal(Value(first), Value(again.Notification));
        Assert.Equal(StatusCode.BadMessageNotAvailable, missing.Status);
        static double Value(NotificationMessage message) => ((DataChangeNotification)message.Data[0]).Items.Span[0].Value.Value.AsDouble();
    }

    [Fact]
    public async Task Endpoints_are_told_without_a_session_with_the_host_by_which_the_client_came()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync();
        var asked = new GetEndpointsRequest { EndpointUrl = $"opc.tcp://localhost:{running.Server.Endpoint.Port}" };

        var response = await channel.SendAsync<GetEndpointsResponse>(asked, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(running.Options.Security.Select(offer => (offer.Policy.Uri, offer.Mode)), response.Endpoints.Select(each => (each.SecurityPolicyUri, each.SecurityMode)));
        Assert.All(response.Endpoints, endpoint => Assert.Equal(asked.EndpointUrl, endpoint.EndpointUrl));
        Assert.All(response.Endpoints, endpoint => Assert.Equal(
            running.CertificateFor(SecurityPolicy.Find(endpoint.SecurityPolicyUri)).Der.ToArray(), endpoint.ServerCertificate));
        Assert.Equal(6, response.Endpoints.Select(endpoint => endpoint.SecurityLevel).Distinct().Count());
    }

    [Fact]
    public async Task The_namespaces_the_state_and_the_limits_are_where_clients_look_for_them()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, channel);

        var response = await session.SendAsync<ReadResponse>(new ReadRequest
        {
            NodesToRead = [.. new uint[] { 2255, 2259, 2258, 2256, 11705 }.Select(id => new ReadValueId(new NodeId(id)))],
        });

        Assert.Equal(new[] { "http://opcfoundation.org/UA/", RunningServer.ServerUri }, (string[])response.Results[0].Value.Reference!);
        Assert.Equal(0, response.Results[1].Value.AsInt64());
        Assert.False(response.Results[2].Value.AsDateTime().IsNull);
        Assert.Equal(new NodeId(864), ((ExtensionObject)response.Results[3].Value.Reference!).TypeId);
        Assert.Equal((uint)running.Options.Limits.MaxNodesPerRead, response.Results[4].Value.AsUInt32());
    }
}
