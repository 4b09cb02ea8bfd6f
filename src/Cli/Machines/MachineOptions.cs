using System.CommandLine;
using IndustrialGateway.Cli.Connection;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary>The options for a session with an OPC UA server.</summary>
internal sealed class MachineOptions
{
    private const string ApplicationUri = "urn:industrial-gateway:igw";

    private readonly Argument<Uri> _url = new("URL")
    {
        Description = "The server, e.g. opc.tcp://192.168.1.20:4840.",
        CustomParser = MachineUrl.Parse,
    };

    private readonly Option<string> _security = new("--security")
    {
        Description = "Basic256Sha256 (unless said), Aes128_Sha256_RsaOaep, Aes256_Sha256_RsaPss, ECC_nistP256, ECC_nistP384 or None.",
        DefaultValueFactory = _ => SecurityPolicy.Basic256Sha256.Name,
        HelpName = "POLICY",
    };

    private readonly Option<MessageSecurityMode> _mode = new("--mode")
    {
        Description = "SignAndEncrypt (unless said) or Sign.",
        DefaultValueFactory = _ => MessageSecurityMode.SignAndEncrypt,
    };

    private readonly Option<string?> _user = new("--user", "-u")
    {
        Description = "Log in by this name; the password is in IGW_PASSWORD or asked for.",
    };

    private readonly Option<string?> _pki = new("--pki")
    {
        Description = "igw's own certificate and whom it trusts. Else .run/igw, else igw's folder in the home folder.",
        HelpName = "FOLDER",
    };

    private readonly Option<bool> _trust = new("--trust-server")
    {
        Description = "Trust the certificate that the server shows now, from now on. Compare its thumbprint first.",
    };

    public void AddTo(Command command)
    {
        command.Add(_url);
        command.Add(_security);
        command.Add(_mode);
        command.Add(_user);
        command.Add(_pki);
        command.Add(_trust);
    }

    /// <summary>Opens the session; ends when the answer is there or with a <see cref="UaException"/>.</summary>
    public async Task<UaSession> ConnectAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        await UaSession.ConnectAsync(await ReadAsync(parsed, cancellationToken), cancellationToken: cancellationToken);

    /// <summary>What the command line says about the server, for who opens the session otherwise.</summary>
    public async Task<UaClientOptions> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var url = parsed.GetRequiredValue(_url);
        var policy = SecurityPolicy.Find(parsed.GetRequiredValue(_security));
        var options = new UaClientOptions
        {
            EndpointUrl = url,
            ApplicationName = "igw",
            Identity = parsed.GetValue(_user) is { } user
                ? UserIdentity.UserName(user, Passwords.Ask(user))
                : UserIdentity.Anonymous,
            ConnectTimeout = TimeSpan.FromSeconds(15),
        };
        if (policy.IsNone)
        {
            return options with { Security = SecurityChoice.None };
        }

        var folder = parsed.GetValue(_pki) ?? OwnFolder();
        var trust = new TrustFolder(folder);
        if (parsed.GetValue(_trust))
        {
            await TrustAsync(url, policy, trust, cancellationToken);
        }

        // The session needs it for as long as it lives: the process ends with it.
        var certificate = OwnCertificate(folder, TimeProvider.System, policy.Keys[0]);
        return options with
        {
            Security = new SecurityChoice(policy, parsed.GetRequiredValue(_mode)),
            Certificate = certificate,
            Trust = trust,
        };
    }

    /// <summary>What igw shows to servers: made at first, then kept in <c>own/</c> of the folder.</summary>
    public static ApplicationCertificate OwnCertificate(string folder, TimeProvider time, KeyKind kind = KeyKind.Rsa) =>
        ApplicationCertificate.LoadOrCreate(
            kind, Path.Combine(folder, "own"), ApplicationUri, "igw", time, Environment.MachineName);

    /// <summary>Where igw's own OPC UA certificate lies when nobody says otherwise.</summary>
    private static string OwnFolder() => DemoFolder.Find() is { } demo
        ? Path.Combine(demo.Path, "igw")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "igw");

    // A server may have a certificate for each kind of key: the one of the policy's endpoint counts.
    private static async Task TrustAsync(Uri url, SecurityPolicy policy, TrustFolder trust, CancellationToken cancellationToken)
    {
        var endpoints = await UaDiscovery.GetEndpointsAsync(url, cancellationToken: cancellationToken);
        var shown = endpoints.OrderByDescending(endpoint => endpoint.SecurityPolicyUri == policy.Uri)
            .Select(endpoint => endpoint.ServerCertificate).FirstOrDefault(der => der is { Length: > 0 });
        trust.Trust(shown ?? throw new CliException(ExitCodes.NotTrusted, "The server shows no certificate to trust."));
    }
}
