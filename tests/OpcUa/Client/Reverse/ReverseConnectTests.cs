using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Reverse;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.OpcUa.Tests.Client.Reverse;

/// <summary>Our server calls our client.</summary>
public sealed class ReverseConnectTests : IAsyncDisposable
{
    private static readonly ItemRequest Counter =
        new(1, ExpandedNodeId.Parse($"nsu={Machine.Uri};s=counter")) { QueueSize = 10_000, SamplingInterval = TimeSpan.Zero };

    private readonly ReverseListener _listener = Listen(Machine.Uri);
    private readonly CuttableLine _line;

    public ReverseConnectTests() => _line = new CuttableLine(_listener.LocalEndPoint.Port);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_calls_is_read_with_and_without_security(bool isSecured)
    {
        await using var machine = await Machine.StartAsync(clients: _line.Url);
        var security = isSecured ? SecurityChoice.Default : SecurityChoice.None;

        await using var session = await UaSession.ConnectAsync(Options(machine, security), cancellationToken: Stop);
        var values = await session.ReadAsync([Machine.CounterId], Stop);

        Assert.Equal(0, values[0].Value.AsInt64());
    }

    [Fact]
    public async Task A_line_that_is_cut_again_and_again_loses_nothing_because_the_server_calls_again()
    {
        await using var machine = await Machine.StartAsync(clients: _line.Url);
        await using var client = new UaClient(Options(machine, SecurityChoice.Default), TimeProvider.System, NullLogger.Instance);
        var states = Channel.CreateBounded<ConnectionState>(10_000);
        client.StateChanged += state => states.Writer.TryWrite(state);
        client.Start();
        var notes = new Notes();
        await client.GetSessionAsync(Stop);
        var subscription = await client.SubscribeAsync(
            new UaSubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(10) }, notes, Stop);
        await subscription.CreateItemsAsync([Counter], Stop);

        for (var round = 0; round < 3; round++)
        {
            _line.Cut();
            machine.Count((20 * round) + 1, 20);
            while (await states.Reader.ReadAsync(Stop) is { IsConnected: true })
            {
            }

            await client.GetSessionAsync(Stop);
        }

        for (var value = 0; value <= 60; value++)
        {
            Assert.EndsWith($": {value}", await notes.NextAsync(), StringComparison.Ordinal);
        }

        Assert.Empty(notes.Taken());
    }

    [Fact]
    public async Task A_server_that_is_started_later_calls_and_is_connected()
    {
        await using var machine = await Machine.StartAsync(clients: _line.Url);
        await machine.SwitchOffAsync();
        await using var client = new UaClient(Options(machine, SecurityChoice.None), TimeProvider.System, NullLogger.Instance);
        client.Start();

        await machine.SwitchOnAsync();
        var session = await client.GetSessionAsync(Stop);

        Assert.Equal(0, (await session.ReadAsync([Machine.CounterId], Stop))[0].Value.AsInt64());
    }

    [Fact]
    public async Task Many_clients_share_one_listener_and_one_server()
    {
        await using var machine = await Machine.StartAsync(clients: _line.Url);

        var sessions = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            UaSession.ConnectAsync(Options(machine, SecurityChoice.None), cancellationToken: Stop)));

        foreach (var session in sessions)
        {
            Assert.Equal(0, (await session.ReadAsync([Machine.CounterId], Stop))[0].Value.AsInt64());
            await session.DisposeAsync();
        }
    }

    [Fact]
    public async Task Who_calls_under_the_URI_of_another_server_does_not_pass_for_it()
    {
        await using var listener = Listen("urn:test:victim");
        await using var machine = await Machine.StartAsync();
        var lying = LieTwiceAsync(listener.LocalEndPoint, "urn:test:victim", machine.Line.Url);

        var refusal = await Assert.ThrowsAsync<UaException>(() => UaSession.ConnectAsync(
            machine.Options(SecurityChoice.Default) with { Reverse = new ReverseConnection(listener, "urn:test:victim") },
            cancellationToken: Stop));

        Assert.Equal(StatusCode.BadCertificateUriInvalid, refusal.Status);
        machine.Line.Cut();
        await lying;
    }

    public async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        await _listener.DisposeAsync();
    }

    private static ReverseListener Listen(string server) => ReverseListener.Start(
        new IPEndPoint(IPAddress.Loopback, 0), [server], new TransportLimits(), TimeProvider.System, NullLogger.Instance);

    /// <summary>Connects the listener with a machine under another's name: once for the discovery and once for the session.</summary>
    private static async Task LieTwiceAsync(IPEndPoint listener, string server, Uri machine)
    {
        for (var i = 0; i < 2; i++)
        {
            using var near = new TcpClient();
            using var far = new TcpClient();
            await near.ConnectAsync(listener, Stop);
            await near.GetStream().WriteAsync(new ReverseHello(server, machine.OriginalString).Encode(), Stop);
            await far.ConnectAsync(IPAddress.Loopback, machine.Port, Stop);
            await Task.WhenAny(PassAsync(near, far), PassAsync(far, near));
        }
    }

    private static async Task PassAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream(), Stop);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One of them has ended.
        }
    }

    private UaClientOptions Options(Machine machine, SecurityChoice security) => machine.Options(security) with
    {
        EndpointUrl = new Uri("opc.tcp://cannot.be.called.invalid:4840"),
        Reverse = new ReverseConnection(_listener, Machine.Uri),
    };
}
