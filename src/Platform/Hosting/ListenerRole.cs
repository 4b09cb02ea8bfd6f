namespace IndustrialGateway.Platform.Hosting;

/// <summary>Which of the two addresses a connection came in by.</summary>
internal enum ListenerRole
{
    Ingest,
    Api,
}

/// <summary>The mark that a listener puts on its connections.</summary>
internal sealed record ListenerMark(ListenerRole Role);
