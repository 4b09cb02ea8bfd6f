using IndustrialGateway.OpcUa.Server.Space;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>The services that keep nothing between two requests: all sessions share them.</summary>
internal sealed class NodeServices(AddressSpace space, ServerLimits limits, TimeProvider time)
{
    public ReadService Reads { get; } = new(space, limits, time);

    public RegistrationService Registrations { get; } = new(space, limits);
}
