using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Simulation.Scheduling;

namespace IndustrialGateway.Simulation.Platform;

/// <summary>What the catalogue has on its medium: outlives every crash of the platform.</summary>
internal sealed class KeptCatalogue
{
    private readonly Dictionary<int, GatewayPoints> _gateways = [];
    private readonly Dictionary<(int Gateway, UInt128 Epoch), int> _epochs = [];
    private readonly Dictionary<int, List<AliasEntry>> _aliases = [];

    /// <summary>The path of each point.</summary>
    public Dictionary<int, string> Points { get; } = [];

    /// <summary>As one run of the platform sees it.</summary>
    public ICatalogueStore Open(SimulatedProcess process, Func<TimeSpan> syncTime) => new Store(this, process, syncTime);

    private sealed class Store(KeptCatalogue kept, SimulatedProcess process, Func<TimeSpan> syncTime) : ICatalogueStore
    {
        public Task<CatalogueContent> OpenAsync(CancellationToken cancellationToken) => Task.FromResult(new CatalogueContent(
            [.. kept._gateways.Values], kept.Points.Keys.DefaultIfEmpty().Max(), kept._epochs.Values.DefaultIfEmpty().Max()));

        public Task SaveGatewayAsync(GatewayEntry gateway, CancellationToken cancellationToken) => SyncAsync(() =>
            kept._gateways[gateway.Id] = kept._gateways.TryGetValue(gateway.Id, out var points)
                ? points.With(gateway)
                : new GatewayPoints(gateway, []));

        public async Task<EpochAliases> OpenEpochAsync(int gatewayId, UInt128 epoch, int newId, CancellationToken cancellationToken)
        {
            if (!kept._epochs.TryGetValue((gatewayId, epoch), out var id))
            {
                id = newId;
                await SyncAsync(() =>
                {
                    kept._epochs.Add((gatewayId, epoch), newId);
                    kept._aliases.Add(newId, []);
                });
            }

            return new EpochAliases(id, [.. kept._aliases[id]]);
        }

        public Task SaveDeclarationsAsync(int epochId, DeclarationPlan plan, CancellationToken cancellationToken) => SyncAsync(() =>
        {
            foreach (var point in plan.Points)
            {
                kept._gateways[point.Gateway.Id] = kept._gateways[point.Gateway.Id].With([point]);
                kept.Points[point.Id] = point.Path;
            }

            kept._aliases[epochId].AddRange(plan.Aliases);
        });

        private async Task SyncAsync(Action change)
        {
            await Task.Delay(syncTime(), process.Time, CancellationToken.None);
            change();
            await Task.Delay(syncTime(), process.Time, CancellationToken.None);
        }
    }
}
