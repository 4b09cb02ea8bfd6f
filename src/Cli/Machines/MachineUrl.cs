using System.CommandLine.Parsing;

namespace IndustrialGateway.Cli.Machines;

/// <summary>An OPC UA server's address on the command line.</summary>
internal static class MachineUrl
{
    public static Uri? Parse(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "opc.tcp", Host.Length: > 0 })
        {
            return url;
        }

        argument.AddError($"'{text}' is no address of an OPC UA server; it looks like opc.tcp://192.168.1.20:4840.");
        return null;
    }
}
