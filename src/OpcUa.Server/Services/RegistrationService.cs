using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>Registers nodes by giving their own ids back: here nothing gets quicker by another, and nothing need be kept (Part 4 §5.9.5).</summary>
internal sealed class RegistrationService(AddressSpace space, ServerLimits limits)
{
    /// <exception cref="UaException">The request as a whole is refused, also when one of the nodes is not there.</exception>
    public RegisterNodesResponse Register(RegisterNodesRequest request)
    {
        Check(request.NodesToRegister);
        return new RegisterNodesResponse { RegisteredNodeIds = request.NodesToRegister };
    }

    /// <exception cref="UaException">The request as a whole is refused.</exception>
    public UnregisterNodesResponse Unregister(UnregisterNodesRequest request)
    {
        Requests.CheckCount(request.NodesToUnregister.Length, limits.MaxNodesPerRegister, "node");
        return new UnregisterNodesResponse();
    }

    private void Check(NodeId[] nodes)
    {
        Requests.CheckCount(nodes.Length, limits.MaxNodesPerRegister, "node");
        foreach (var id in nodes)
        {
            if (!space.TryFind(id, out _))
            {
                throw new UaException(StatusCode.BadNodeIdUnknown, $"There is no node {id} to register.");
            }
        }
    }
}
