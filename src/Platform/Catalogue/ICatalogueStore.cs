namespace IndustrialGateway.Platform.Catalogue;

/// <summary>What the catalogue's store held when it was opened.</summary>
internal sealed record CatalogueContent(IReadOnlyList<GatewayPoints> Gateways, int LastPointId, int LastEpochId);

/// <summary>
/// Where the catalogue is kept: what a method has returned from survives a power cut, and what it has not returned from is there as
/// a whole or not at all. Its callers see to it that changes come one at a time.
/// </summary>
internal interface ICatalogueStore
{
    /// <summary>Makes or opens what there is and reads it all.</summary>
    Task<CatalogueContent> OpenAsync(CancellationToken cancellationToken);

    Task SaveGatewayAsync(GatewayEntry gateway, CancellationToken cancellationToken);

    /// <summary>The epoch's aliases; an epoch that is not there is added as <paramref name="newId"/>.</summary>
    Task<EpochAliases> OpenEpochAsync(int gatewayId, UInt128 epoch, int newId, CancellationToken cancellationToken);

    Task SaveDeclarationsAsync(int epochId, DeclarationPlan plan, CancellationToken cancellationToken);
}
