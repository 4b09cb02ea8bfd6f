using IndustrialGateway.Buffering;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>
/// Sends what is durable, in order, in blocks of what has arrived, inside the window; declares points before the first
/// record that uses them, and goes back when the platform asks for declarations that it lacks.
/// </summary>
internal sealed class BlockSender(
    GatewayStore store, MessageWriter writer, SendWindow window, BlockPacker packer, Quarantine quarantine) : IDisposable
{
    private readonly Lock _gate = new();
    private CancellationTokenSource _interrupt = new();
    private int _declareAgainFrom;

    /// <summary>Aliases 1 to this are declared on this stream or were known before.</summary>
    private int _declared;

    /// <summary>Records below were there before this stream: they are sent late.</summary>
    private long _liveFrom;

    /// <summary>The platform lacks declarations: they and everything not acknowledged go again. From any thread.</summary>
    public void DeclareAgain(int first)
    {
        lock (_gate)
        {
            _declareAgainFrom = _declareAgainFrom == 0 ? first : Math.Min(first, _declareAgainFrom);
            _interrupt.Cancel();
        }
    }

    /// <summary>Runs until cancelled or until the buffer or the stream ends.</summary>
    /// <param name="from">First record that the platform lacks.</param>
    /// <param name="knownPoints">Aliases that it knows.</param>
    public async Task RunAsync(long from, int knownPoints, CancellationToken cancellationToken)
    {
        _declared = Math.Min(knownPoints, store.Points.DurableCount);
        _liveFrom = store.Process.NextSequence;
        using var reader = store.Process.OpenReader(from);
        await DeclareAsync();
        while (true)
        {
            using var interruptible = Interruptible(cancellationToken);
            try
            {
                await reader.WaitToReadAsync(interruptible.Token);
                await SendArrivedAsync(reader, interruptible.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                await GoBackAsync(reader);
            }
        }
    }

    public void Dispose() => _interrupt.Dispose();

    private async Task SendArrivedAsync(BufferReader reader, CancellationToken cancellationToken)
    {
        while (reader.TryRead(out var entry))
        {
            if (entry.Skipped is null && packer.CanEverTake(entry.Record))
            {
                if (entry.Sequence == _liveFrom || !packer.TryAdd(entry.Sequence, entry.Record.Span))
                {
                    await FlushAsync(cancellationToken);
                    packer.TryAdd(entry.Sequence, entry.Record.Span);
                }

                continue;
            }

            await FlushAsync(cancellationToken);
            await SkipAsync(entry);
        }

        await FlushAsync(cancellationToken);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (packer.Count == 0)
        {
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await DeclareAsync();
        var block = packer.Pack(Log.Process, backlog: packer.First < _liveFrom);
        await window.WaitForRoomAsync(block.Content.Length, cancellationToken);
        window.Sending(packer.First + packer.Count, block.Content.Length);
        await writer.WriteAsync(new ExchangeRequest { Block = block });
        packer.Clear();
    }

    private async Task SkipAsync(BufferEntry entry)
    {
        if (entry.Skipped is null)
        {
            quarantine.Keep(store.Process.Epoch, entry.Sequence, entry.Record.Span, "larger than a block of the platform");
        }

        window.Sending(entry.Next, 0);
        await writer.WriteAsync(
            entry.Skipped is { } range ? UplinkMessages.Skip(range) : UplinkMessages.SkipTooLarge(entry));
    }

    /// <summary>The table is durable before the records are: what is declared now covers all that can be read now.</summary>
    private async Task DeclareAsync()
    {
        var last = store.Points.DurableCount;
        if (last == _declared)
        {
            return;
        }

        foreach (var message in UplinkMessages.Declarations(store.Points, _declared + 1, last))
        {
            await writer.WriteAsync(message);
        }

        _declared = last;
    }

    private async Task GoBackAsync(BufferReader reader)
    {
        packer.Clear();
        lock (_gate)
        {
            _declared = Math.Clamp(_declareAgainFrom - 1, 0, _declared);
            _declareAgainFrom = 0;
            _interrupt.Dispose();
            _interrupt = new CancellationTokenSource();
        }

        await DeclareAsync();
        window.Clear();
        reader.Seek(Math.Max(1, window.AcknowledgedBefore));
    }

    private CancellationTokenSource Interruptible(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _interrupt.Token);
        }
    }
}
