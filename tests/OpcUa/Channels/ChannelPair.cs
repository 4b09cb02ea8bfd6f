using System.Net;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.OpcUa.Tests.Channels;

/// <summary>A listener on a loopback port whose channels answer every Read with as many values as were asked for.</summary>
internal sealed class ChannelPair : IAsyncDisposable, IServerChannelHandler
{
    public const string ServerUri = "urn:test:server";
    public const string ClientUri = "urn:test:client";
    // Made once: their keys take longer than most tests.
    private static readonly ApplicationCertificate ServerOne = ApplicationCertificate.Create(ServerUri, "server", TimeProvider.System, "localhost");
    private static readonly ApplicationCertificate ClientOne = ApplicationCertificate.Create(ClientUri, "client", TimeProvider.System, "localhost");
    private static readonly ApplicationCertificate[] Servers = [ServerOne, .. Curves(ServerUri, "server")];
    private static readonly ApplicationCertificate[] Clients = [ClientOne, .. Curves(ClientUri, "client")];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("channels");
    private uint _lastChannel = 100;
    private int _answered;
    private TransportListener? _listener;

    public ChannelPair(TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        ServerTrust = new TrustFolder(Path.Combine(_folder.FullName, "server"));
        ClientTrust = new TrustFolder(Path.Combine(_folder.FullName, "client"));
        Array.ForEach(Clients, each => ServerTrust.Trust(each.Der.Span));
        Array.ForEach(Servers, each => ClientTrust.Trust(each.Der.Span));
    }

    public TimeProvider Time { get; }

    public ApplicationCertificate Server { get; } = ServerOne;

    public ApplicationCertificate Client { get; } = ClientOne;

    public TrustFolder ServerTrust { get; }

    public TrustFolder ClientTrust { get; }

    public ListenerOptions Listener { get; init; } = new();

    public ChannelLimits Limits { get; init; } = new();

    /// <summary>Of the server's channels.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>The server takes requests and says nothing.</summary>
    public bool AnswersNothing { get; init; }

    /// <summary>How many requests were answered.</summary>
    public int Answered => _answered;

    public Uri Url => new($"opc.tcp://127.0.0.1:{_listener!.LocalEndPoint.Port}");

    public ChannelPair Start()
    {
        var options = new ServerChannelOptions
        {
            Own = Servers,
            Trust = ServerTrust,
            Offered =
            [
                .. SecurityPolicy.All.Where(policy => !policy.IsNone).SelectMany(policy => new[]
                {
                    (policy, MessageSecurityMode.Sign), (policy, MessageSecurityMode.SignAndEncrypt),
                }),
            ],
        };
        _listener = TransportListener.Bind(new IPEndPoint(IPAddress.Loopback, 0), Listener, Time, NullLogger.Instance);
        _listener.Start(async (connection, token) =>
        {
            await using var channel = new ServerChannel(connection, Interlocked.Increment(ref _lastChannel), options, Time, Log);
            await channel.ServeAsync(this, token);
        });
        return this;
    }

    public ChannelSecurity Secured(SecurityPolicy policy, MessageSecurityMode mode) => new()
    {
        Policy = policy,
        Mode = mode,
        Own = ApplicationCertificate.Find(Clients, policy),
        Trust = ClientTrust,
        ServerCertificate = ApplicationCertificate.Find(Servers, policy)?.Der ?? default,
        ServerApplicationUri = ServerUri,
    };

    private static ApplicationCertificate[] Curves(string uri, string name) =>
        [.. new[] { KeyKind.NistP256, KeyKind.NistP384 }.Select(kind => ApplicationCertificate.Create(kind, uri, name, TimeProvider.System, "localhost"))];

    public Task<ClientChannel> OpenAsync(ChannelSecurity? security = null) => ClientChannel.OpenAsync(
        Url, security ?? ChannelSecurity.None, Limits, Time, NullLogger.Instance, TestContext.Current.CancellationToken);

    public static async Task<int> AskAsync(ClientChannel channel, int nodes)
    {
        var request = new ReadRequest { NodesToRead = [.. Enumerable.Range(0, nodes).Select(i => new ReadValueId(new NodeId((uint)i)))] };
        var response = await channel.SendAsync<ReadResponse>(request, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        for (var i = 0; i < nodes; i++)
        {
            Assert.Equal(i, response.Results[i].Value.AsInt64());
        }

        return response.Results.Length;
    }

    public ValueTask HandleAsync(ServerChannel channel, uint requestId, ServiceRequest request, CancellationToken cancellationToken)
    {
        if (request is not ReadRequest read)
        {
            throw new UaException(StatusCode.BadServiceUnsupported, "Only Read is answered here.");
        }

        if (AnswersNothing)
        {
            return ValueTask.CompletedTask;
        }

        Interlocked.Increment(ref _answered);
        return channel.SendAsync(requestId, new ReadResponse
        {
            Header = new ResponseHeader { RequestHandle = request.Header.RequestHandle },
            Results = [.. read.NodesToRead.Select(node => new DataValue(Variant.Of((int)node.NodeId.Numeric)))],
        });
    }

    public async Task StopAsync()
    {
        if (_listener is not null)
        {
            await _listener.DisposeAsync();
            _listener = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();

        _folder.Delete(recursive: true);
    }
}
