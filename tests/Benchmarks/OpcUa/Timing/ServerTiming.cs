using System.Net;
using System.Security.Cryptography;
using IndustrialGateway.Benchmarks.OpcUa.Load;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Server;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Benchmarks.OpcUa.Timing;

/// <summary>The refusals of a server of ours as its peer sees them, over loopback: without its clock, where they tell what was wrong, and with it.</summary>
internal static class ServerTiming
{
    private const int WarmUp = 50;

    // Nothing waits there, so more of them fit into the same time.
    private const int QuickFactor = 3;
    private static readonly SecurityPolicy Policy = Secrets.Policy;

    /// <param name="samples">Of each kind, with the clock.</param>
    public static async Task PrintAsync(int samples)
    {
        using var folder = new BenchFolder();
        using var certificate = ApplicationCertificate.LoadOrCreate(folder.Server, BenchFolder.ServerUri, "bench server", TimeProvider.System, "127.0.0.1", "localhost");
        using var client = ApplicationCertificate.LoadOrCreate(folder.Client, BenchFolder.ClientUri, "bench client", TimeProvider.System, "localhost");
        foreach (var period in new[] { TimeSpan.Zero, new ServerLimits().RefusalPeriod })
        {
            await using var server = await UaServer.StartAsync(
                Options(certificate, folder, period), new AddressSpace(BenchFolder.ServerUri), TimeProvider.System, NullLogger<UaServer>.Instance);
            var when = period == TimeSpan.Zero ? "server, at once" : $"server, after {period.TotalMilliseconds} ms";
            var each = period == TimeSpan.Zero ? samples * QuickFactor : samples;
            PrintPasswords($"{when}, password, {each} each", each, server.Endpoint, certificate);
            PrintOpens($"{when}, OPN, {each} each", each, server.Endpoint, certificate, client);
        }
    }

    // A session for each, from an address of its own: where a wrong login came from, the next one waits.
    private static void PrintPasswords(string what, int samples, Uri server, ApplicationCertificate certificate)
    {
        using var key = (RSA)TrustFolder.PublicKey(certificate.Der.Span, Policy);
        var secrets = new Secrets(key);
        uint place = 0;
        Comparison.Print(what, samples, WarmUp, isUndecryptable =>
        {
            using var client = new ScriptedClient(server, new IPAddress([127, 1, (byte)(++place >> 8), (byte)place]));
            client.Open();
            var session = client.Ask<CreateSessionResponse>(new CreateSessionRequest
            {
                ClientDescription = new ApplicationDescription { ApplicationUri = BenchFolder.ClientUri, ApplicationType = ApplicationType.Client },
                EndpointUrl = server.OriginalString,
                SessionName = "timing",
                RequestedSessionTimeout = 60_000,
            });
            var header = new RequestHeader { AuthenticationToken = session.AuthenticationToken };
            var user = new UserNameIdentityToken(Endpoints.UserNamePolicy, "engineer", secrets.Password(isUndecryptable), Policy.AsymmetricEncryptionUri);
            var activate = new ActivateSessionRequest { Header = header, UserIdentityToken = user.ToExtensionObject() };
            var took = client.TimeRefusal(activate, StatusCode.BadIdentityTokenInvalid);
            client.Ask<CloseSessionResponse>(new CloseSessionRequest { Header = header, DeleteSubscriptions = true });
            return took;
        });
    }

    // A connection for each: a server hangs up on whom it does not open a channel for.
    private static void PrintOpens(string what, int samples, Uri server, ApplicationCertificate certificate, ApplicationCertificate own)
    {
        using var key = (RSA)TrustFolder.PublicKey(certificate.Der.Span, Policy);
        var secrets = new Secrets(key);
        var honest = AsymmetricChunk.Seal(Policy, own, key, certificate.Der.Span, 0, 1, 1, new byte[100]);
        var head = AsymmetricHeader.Read(honest).Length;
        var blocks = (honest.Length - head) / AsymmetricCryptography.CipherBlockLength(key);
        Comparison.Print(what, samples, WarmUp, isUndecryptable =>
        {
            using var client = new ScriptedClient(server, IPAddress.Loopback);
            byte[] open = [.. honest.AsSpan(0, head), .. secrets.Open(isUndecryptable, blocks)];
            return client.TimeRefusal(open, StatusCode.BadSecurityChecksFailed);
        });
    }

    private static UaServerOptions Options(ApplicationCertificate certificate, BenchFolder folder, TimeSpan period) => new()
    {
        Certificate = certificate,
        Trust = new TrustFolder(Path.Combine(folder.Server, "trust")),
        Security = [(SecurityPolicy.None, MessageSecurityMode.None), (Policy, MessageSecurityMode.SignAndEncrypt)],
        CheckPassword = (_, _) => false,
        Limits = new ServerLimits { RefusalPeriod = period },
    };
}
