namespace IndustrialGateway.Edge.Sources;

/// <summary>Owns one connection to equipment for ever: heals itself, and says Bad rather than fall silent.</summary>
internal interface ISource
{
    string Name { get; }

    SourceStatus Status { get; }

    /// <summary>Runs until cancelled; an outage of the equipment never ends it.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
