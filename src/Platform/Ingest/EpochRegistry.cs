using System.Collections.Concurrent;
using IndustrialGateway.Historian;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Rpc;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>The epochs that streams write to, each once in memory, read from catalogue and historian when first needed.</summary>
internal sealed class EpochRegistry(
    PointCatalogue catalogue, IHistorian historian, IngestLimits limits, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(int Gateway, UInt128 Epoch), EpochState> _epochs = [];
    private readonly Dictionary<int, Queue<long>> _openings = [];
    private readonly SemaphoreSlim _opening = new(1, 1);

    /// <summary>The epoch, entered: the stream that asked leaves it in the end.</summary>
    public async Task<EpochState> EnterAsync(GatewayEntry gateway, UInt128 epoch, CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (!_epochs.TryGetValue((gateway.Id, epoch), out var state))
            {
                RefuseTooMany(gateway);
                Forget(gateway.Id);
                state = new EpochState(gateway, epoch, await catalogue.OpenEpochAsync(gateway, epoch, cancellationToken));
                state.Restore(historian);
                _epochs[(gateway.Id, epoch)] = state;
            }

            state.Enter();
            return state;
        }
        finally
        {
            _opening.Release();
        }
    }

    public void Dispose() => _opening.Dispose();

    /// <summary>Each is a row for ever: a gateway that makes them up must not fill the catalogue.</summary>
    private void RefuseTooMany(GatewayEntry gateway)
    {
        var openings = _openings.TryGetValue(gateway.Id, out var found) ? found : _openings[gateway.Id] = [];
        while (openings.TryPeek(out var opened) && time.GetElapsedTime(opened) >= Hour)
        {
            openings.Dequeue();
        }

        if (openings.Count >= limits.EpochsPerHour)
        {
            throw RefusalException.ResourceExhausted(
                "TOO_MANY_EPOCHS",
                $"The gateway has opened {openings.Count} epochs within an hour: its buffer is new each time. Look at its disk.");
        }

        openings.Enqueue(time.GetTimestamp());
    }

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
