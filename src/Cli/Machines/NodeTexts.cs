using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary>Nodes as they are typed: with their namespace's URI, as the gateway's configuration has them, or with the server's number for it.</summary>
internal static class NodeTexts
{
    /// <exception cref="CliException">The text is no node id, or its namespace is none of the server's.</exception>
    public static NodeId Resolve(UaSession session, string text) =>
        ExpandedNodeId.TryParse(text, out var id) && session.Namespaces.TryResolve(id, out var node)
            ? node
            : throw new CliException(
                ExitCodes.Usage,
                $"'{text}' is no node of this server.",
                $"It looks like nsu=URI;s=NAME or ns=2;i=5; the server's namespaces are\n{string.Join('\n', session.Namespaces.Uris)}");
}
