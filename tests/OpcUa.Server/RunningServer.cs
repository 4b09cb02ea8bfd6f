using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;
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
    private static readonly ApplicationCertificate[] MachineCurves = Curves(ServerUri, "machine");
    private static readonly ApplicationCertificate[] TesterCurves = Curves(ClientUri, "client");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("server");
    private UaServer? _server;

    public RunningServer(TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        ServerTrust = new TrustFolder(Path.Combine(_folder.FullName, "server"));
        ClientTrust = new TrustFolder(Path.Combine(_folder.FullName, "client"));
        Array.ForEach([Client, .. TesterCurves], each => ServerTrust.Trust(each.Der.Span));
        Array.ForEach([Certificate, .. MachineCurves], each => ClientTrust.Trust(each.Der.Span));
        Space = new AddressSpace(ServerUri);
        var machine = Space.AddFolder(Space.Objects, new NodeId("machine", 1), "machine");
        Speed = Space.AddVariable(machine, new NodeId("speed", 1), "speed", BuiltInType.Double, new DataValue(Variant.Of(1.5)));
        Options = new UaServerOptions
        {
            Certificate = Certificate,
            FurtherCertificates = MachineCurves,
            Trust = ServerTrust,
            Security =
            [
                (SecurityPolicy.None, MessageSecurityMode.None),
                (SecurityPolicy.Basic256Sha256, MessageSecurityMode.Sign),
                (SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt),
                (SecurityPolicy.Aes256Sha256RsaPss, MessageSecurityMode.SignAndEncrypt),
                (SecurityPolicy.EccNistP256, MessageSecurityMode.Sign),
                (SecurityPolicy.EccNistP384, MessageSecurityMode.SignAndEncrypt),
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

    public ILogger<UaServer> Log { get; init; } = NullLogger<UaServer>.Instance;

    public UaServer Server => _server!;

    public async Task<RunningServer> StartAsync()
    {
        _server = await UaServer.StartAsync(Options, Space, Time, Log);
        return this;
    }

    /// <summary>The server's for a policy; with None, the one of RSA.</summary>
    public ApplicationCertificate CertificateFor(SecurityPolicy policy) => ApplicationCertificate.Find([Certificate, .. MachineCurves], policy) ?? Certificate;

    public ApplicationCertificate ClientFor(SecurityPolicy policy) => ApplicationCertificate.Find([Client, .. TesterCurves], policy) ?? Client;

    private static ApplicationCertificate[] Curves(string uri, string name) =>
        [.. new[] { KeyKind.NistP256, KeyKind.NistP384 }.Select(kind => ApplicationCertificate.Create(kind, uri, name, TimeProvider.System, "localhost"))];

    public Task<ClientChannel> ConnectAsync(string policy = "None", MessageSecurityMode mode = MessageSecurityMode.None)
    {
        var security = new ChannelSecurity
        {
            Policy = SecurityPolicy.Find(policy),
            Mode = mode,
            Own = ClientFor(SecurityPolicy.Find(policy)),
            Trust = ClientTrust,
            ServerCertificate = CertificateFor(SecurityPolicy.Find(policy)).Der,
            ServerApplicationUri = ServerUri,
        };
        return ClientChannel.OpenAsync(
            Server.Endpoint, security, new ChannelLimits(), Time, NullLogger.Instance, TestContext.Current.CancellationToken);
    }

    public async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            _server = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }
}
