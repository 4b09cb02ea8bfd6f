using IndustrialGateway.OpcUa.Server.Space;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>The services that keep nothing between two requests: all sessions share them.</summary>
internal sealed class NodeServices(AddressSpace space, ServerLimits limits, TimeProvider time, ILogger logger)
{
    public ReadService Reads { get; } = new(space, limits, time);

    public WriteService Writes { get; } = new(space, limits, time);

    public CallService Calls { get; } = new(space, limits, time, logger);

    public TranslateService Paths { get; } = new(space, limits);

    public RegistrationService Registrations { get; } = new(space, limits);
}
