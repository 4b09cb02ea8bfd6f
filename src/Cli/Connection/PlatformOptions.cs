using System.CommandLine;

namespace IndustrialGateway.Cli.Connection;

/// <summary>The options of every command that asks the platform.</summary>
internal sealed class PlatformOptions
{
    private readonly Option<string?> _address = new("--address", "-a")
    {
        Description = "The platform's API, e.g. https://10.0.0.5:7444. Else IGW_ADDRESS, else the demo under .run/.",
        HelpName = "URL",
    };

    private readonly Option<string?> _keyFile = new("--key-file", "-k")
    {
        Description = "The file that holds the API key. Else IGW_KEY (the key itself), else .run/app.key.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _authority = new("--ca")
    {
        Description = "PEM file of the authority that signed the platform's certificate; `system` for those that this "
            + "machine trusts. Else IGW_CA, else .run/ca/ca.crt, else system.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "One JSON object per line instead of a table.",
    };

    public void AddTo(Command command)
    {
        command.Add(_address);
        command.Add(_keyFile);
        command.Add(_authority);
        command.Add(_json);
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <exception cref="CliException">The address, the key or the authority's file is missing or wrong.</exception>
    public PlatformAccess Access(ParseResult parsed) => PlatformAccess.Find(
        parsed.GetValue(_address), parsed.GetValue(_keyFile), parsed.GetValue(_authority), DemoFolder.Find());
}
