using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server;

/// <summary>Tells clients the server's limits where they look for them (Part 5 §6.3.11).</summary>
internal static class OperationLimits
{
    public static void Publish(AddressSpace space, ServerLimits limits)
    {
        Set(space, 11705, limits.MaxNodesPerRead);
        Set(space, 11710, limits.MaxNodesPerBrowse);
        Set(space, 11714, limits.MaxMonitoredItemsPerCall);
    }

    private static void Set(AddressSpace space, uint node, int limit) =>
        ((VariableNode)space[new NodeId(node)]).Set(new DataValue(Variant.Of((uint)limit)));
}
