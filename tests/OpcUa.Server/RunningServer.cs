using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.OpcUa.Server.Tests;

/// <summary>A server with a few variables on a loopback port, and the means to talk to it message by message.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public const string ServerUri = "urn:test:machine";
    public const string ClientUri = "urn:test:client";
    // Made once: their keys take longer than most tests.
    private static readonly ApplicationCertificate Machine = ApplicationCertificate.Create(ServerUri, "machine", TimeProvider.System, "localhost");
    private static readonly ApplicationCertificate Tester = ApplicationCertificate.Create(ClientUri, "client", TimeProvider.System, "localhost");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("server");
    private UaServer? _server;

    public RunningServer(TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        ServerTrust = new TrustFolder(Path.Combine(_folder.FullName, "server"));
        ClientTrust = new TrustFolder(Path.Combine(_folder.FullName, "client"));
        ServerTrust.Trust(Client.Der.Span);
        ClientTrust.Trust(Certificate.Der.Span);
        Space = new AddressSpace(ServerUri);
        var machine = Space.AddFolder(Space.Objects, new NodeId("machine", 1), "machine");
        Speed = Space.AddVariable(machine, new NodeId("speed", 1), "speed", BuiltInType.Double, new DataValue(Variant.Of(1.5)));
        Options = new UaServerOptions
        {
            Certificate = Certificate,
            Trust = ServerTrust,
            Security =
            [
                (SecurityPolicy.None, MessageSecurityMode.None),
                (SecurityPolicy.Basic256Sha256, MessageSecurityMode.Sign),
                (SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt),
                (SecurityPolicy.Aes256Sha256RsaPss, MessageSecurityMode.SignAndEncrypt),
            ],
            CheckPassword = (user, password) => (user, password) == ("engineer", "right"),
            AllowInsecureTransfer = true,
        };
    }

    public TimeProvider Time { get; }

    public AddressSpace Space { get; }

    public VariableNode Speed { get; }

    public ApplicationCertificate Certificate { get; } = Machine;

    public ApplicationCertificate Client { get; } = Tester;

    public TrustFolder ServerTrust { get; }

    public TrustFolder ClientTrust { get; }

    public UaServerOptions Options { get; set; }

    public UaServer Server => _server!;

    public async Task<RunningServer> StartAsync()
    {
        _server = await UaServer.StartAsync(Options, Space, Time, NullLogger<UaServer>.Instance);
        return this;
    }

    public Task<ClientChannel> ConnectAsync(string policy = "None", MessageSecurityMode mode = MessageSecurityMode.None)
    {
        var security = new ChannelSecurity
        {
            Policy = SecurityPolicy.Find(policy),
            Mode = mode,
            Own = Client,
            Trust = ClientTrust,
            ServerCertificate = Certificate.Der,
            ServerApplicationUri = ServerUri,
        };
        return ClientChannel.OpenAsync(
            Server.Endpoint, security, new ChannelLimits(), Time, NullLogger.Instance, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
