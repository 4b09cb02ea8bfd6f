using System.CommandLine;
using System.Net;

namespace IndustrialGateway.Simulator.Serving;

/// <summary>The options of every plant: where its servers listen and how they are secured.</summary>
internal sealed class ServingOptions
{
    private readonly Option<int> _port = new("--port")
    {
        Description = "The first server's port, the next ones' follow; 0 = any free ones.",
        DefaultValueFactory = _ => 4840,
    };

    private readonly Option<string> _host = new("--listen")
    {
        Description = "The address to listen at.",
        DefaultValueFactory = _ => "127.0.0.1",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _addresses = new("--addresses")
    {
        Description = "Write {\"opcua\": [URL, ...]} to this file when the servers are ready.",
        HelpName = "FILE",
    };

    private readonly Option<string> _pki = new("--pki")
    {
        Description = "Own certificate and the clients trusted: own/, trusted/, rejected/.",
        DefaultValueFactory = _ => "pki",
        HelpName = "FOLDER",
    };

    private readonly Option<bool> _none = new("--allow-none")
    {
        Description = "Also offer no security at all; without it Basic256Sha256 only.",
    };

    private readonly Option<string?> _user = new("--user")
    {
        Description = "Ask for this user instead of letting anyone in.",
        HelpName = "NAME:PASSWORD",
    };

    public void AddTo(Command command)
    {
        command.Add(_port);
        command.Add(_host);
        command.Add(_addresses);
        command.Add(_pki);
        command.Add(_none);
        command.Add(_user);
    }

    public ServingSettings Read(ParseResult parsed) => new()
    {
        Listen = IPAddress.Parse(parsed.GetRequiredValue(_host)),
        FirstPort = parsed.GetRequiredValue(_port),
        AddressesFile = parsed.GetValue(_addresses),
        PkiFolder = parsed.GetRequiredValue(_pki),
        AllowNone = parsed.GetValue(_none),
        User = parsed.GetValue(_user)?.Split(':', 2) is [var name, var password] ? (name, password) : null,
    };
}
