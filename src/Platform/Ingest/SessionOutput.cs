using System.Threading.Channels;
using Grpc.Core;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>
/// Everything that goes to one gateway, by one writer: messages in order, and acknowledgements of which only the newest of
/// each log is ever sent.
/// </summary>
internal sealed class SessionOutput(IServerStreamWriter<ExchangeResponse> stream, EpochState epoch, long windowBytes)
{
    private const int MaxMessages = 64;

    private readonly Channel<ExchangeResponse?> _messages = Channel.CreateBounded<ExchangeResponse?>(MaxMessages);
    private int _unacknowledgedLogs;

    /// <summary>Sends a message after those before it; waits while the gateway reads too slowly.</summary>
    public ValueTask SendAsync(ExchangeResponse message, CancellationToken cancellationToken) =>
        _messages.Writer.WriteAsync(message, cancellationToken);

    /// <summary>Says soon what is stored of a log.</summary>
    public void Acknowledge(int log)
    {
        if ((Interlocked.Or(ref _unacknowledgedLogs, 1 << log) & (1 << log)) == 0)
        {
            // A full queue need not be woken: the writer looks after each message.
            _messages.Writer.TryWrite(null);
        }
    }

    /// <summary>Lets <see cref="RunAsync"/> send what waits and end.</summary>
    public void Complete() => _messages.Writer.TryComplete();

    /// <summary>Writes until <see cref="Complete"/> or cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var message in _messages.Reader.ReadAllAsync(cancellationToken))
        {
            if (message is not null)
            {
                await stream.WriteAsync(message, cancellationToken);
            }

            await WriteAcknowledgementsAsync(cancellationToken);
        }

        await WriteAcknowledgementsAsync(cancellationToken);
    }

    private async Task WriteAcknowledgementsAsync(CancellationToken cancellationToken)
    {
        var logs = Interlocked.Exchange(ref _unacknowledgedLogs, 0);
        for (var log = 1; log <= EpochState.LastLog; log++)
        {
            if ((logs & (1 << log)) != 0)
            {
                var acknowledgement = epoch.Acknowledge(log, windowBytes);
                await stream.WriteAsync(new ExchangeResponse { Acknowledgement = acknowledgement }, cancellationToken);
            }
        }
    }
}
