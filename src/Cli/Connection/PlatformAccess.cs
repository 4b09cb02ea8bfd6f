using System.Security.Cryptography;
using IndustrialGateway.Client;

namespace IndustrialGateway.Cli.Connection;

/// <summary>Where the platform is and how to be let in, from the command line, the environment or the demo's folder.</summary>
/// <param name="AuthorityFile">Absent: the authorities that this machine trusts.</param>
internal sealed record PlatformAccess(Uri Address, string Key, string? AuthorityFile)
{
    public const string AddressVariable = "IGW_ADDRESS";
    public const string KeyVariable = "IGW_KEY";
    public const string AuthorityVariable = "IGW_CA";
    private const string SystemAuthorities = "system";

    public IndustrialGatewayClient Open()
    {
        try
        {
            return new IndustrialGatewayClient(new() { Address = Address, ApiKey = Key, AuthorityFile = AuthorityFile });
        }
        catch (CryptographicException damage)
        {
            throw new CliException(ExitCodes.Failure, $"{AuthorityFile} holds no certificate: {damage.Message}");
        }
    }

    public static PlatformAccess Find(string? address, string? keyFile, string? authority, DemoFolder? demo) =>
        new(FindAddress(address, demo), FindKey(keyFile, demo), FindAuthority(authority, demo));

    private static Uri FindAddress(string? option, DemoFolder? demo)
    {
        var text = option ?? Variable(AddressVariable) ?? demo?.ApiAddress() ?? throw new CliException(
            ExitCodes.Usage,
            "There is no address of a platform.",
            $"Start the demo with `make run`, or give --address https://HOST:PORT or {AddressVariable}.");
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
            ? address
            : throw new CliException(
                ExitCodes.Usage, $"'{text}' is no address of a platform.", "It looks like https://10.0.0.5:7444.");
    }

    private static string FindKey(string? file, DemoFolder? demo)
    {
        if (file is null && Variable(KeyVariable) is { } text)
        {
            return text;
        }

        file ??= demo?.KeyFile;
        if (file is null || !File.Exists(file))
        {
            throw new CliException(
                ExitCodes.Usage,
                file is null ? "There is no API key." : $"There is no API key: {file} does not exist.",
                $"Give --key-file FILE or set {KeyVariable}; the demo makes one under {DemoFolder.Name}/.");
        }

        var key = File.ReadAllText(file).Trim();
        return key.Length > 0 && key.All(char.IsAscii) && !key.Any(char.IsWhiteSpace)
            ? key
            : throw new CliException(ExitCodes.Usage, $"{file} holds no API key: it must be one word, ig_….");
    }

    private static string? FindAuthority(string? option, DemoFolder? demo)
    {
        var file = option ?? Variable(AuthorityVariable);
        if (file is null)
        {
            return File.Exists(demo?.AuthorityFile) ? demo.AuthorityFile : null;
        }

        return file is SystemAuthorities ? null : File.Exists(file) ? file : throw new CliException(
            ExitCodes.Usage, $"There is no file {file} with the platform's authority.", "Give --ca FILE, or --ca system.");
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value.Trim() : null;
}
