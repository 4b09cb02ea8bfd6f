using System.Collections.Concurrent;
using IndustrialGateway.Historian;
using IndustrialGateway.Platform.Catalogue;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>The epochs that streams write to, each once in memory, read from catalogue and historian when first needed.</summary>
internal sealed class EpochRegistry(PointCatalogue catalogue, IHistorian historian, IngestLimits limits) : IDisposable
{
    private readonly ConcurrentDictionary<(int Gateway, UInt128 Epoch), EpochState> _epochs = [];
    private readonly SemaphoreSlim _opening = new(1, 1);

    public async Task<EpochState> OpenAsync(GatewayEntry gateway, UInt128 epoch, CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (!_epochs.TryGetValue((gateway.Id, epoch), out var state))
            {
                Forget(gateway.Id);
                state = new EpochState(gateway, epoch, await catalogue.OpenEpochAsync(gateway, epoch, cancellationToken));
                state.Restore(historian);
                _epochs[(gateway.Id, epoch)] = state;
            }

            return state;
        }
        finally
        {
            _opening.Release();
        }
    }

    public void Dispose() => _opening.Dispose();

    /// <summary>Keeps a gateway that makes up epochs from filling the memory.</summary>
    private void Forget(int gatewayId)
    {
        var idle = _epochs.Where(entry => entry.Key.Gateway == gatewayId && entry.Value.IsIdle).ToArray();
        foreach (var (key, _) in idle.SkipLast(limits.IdleEpochs))
        {
            _epochs.TryRemove(key, out _);
        }
    }
}
