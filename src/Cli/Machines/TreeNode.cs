using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary>A node on the way through a server's tree.</summary>
/// <param name="Path">Browse names from below the start, parted by '/'.</param>
/// <param name="Name">Its own browse name.</param>
/// <param name="Id">With the namespace's URI, as the gateway's configuration wants it.</param>
/// <param name="Level">1 = directly below the start.</param>
/// <param name="Value">Of a variable, when values were asked for.</param>
internal sealed record TreeNode(string Path, string Name, string Id, NodeClasses Class, int Level, DataValue? Value);
