using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Committing;
using IndustrialGateway.Platform.Line;
using IndustrialGateway.Platform.Live;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>What the values of every stream flow through.</summary>
internal sealed record IngestPath(
    PointCatalogue Catalogue,
    LiveHub Live,
    Committer Committer,
    LineBoard Board,
    IEnumerable<IGatewayObserver> Observers,
    IngestMetrics Metrics,
    IngestLimits Limits);
