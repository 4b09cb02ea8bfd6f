using System.Threading.Channels;
using Grpc.Core;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>
/// Everything that goes to one gateway, by one writer: messages in order, and acknowledgements of which only the newest of
/// each log is ever sent.
/// </summary>
internal sealed class SessionOutput(IServerStreamWriter<ExchangeResponse> stream, EpochState epoch, IngestLimits limits, StreamEnd end)
{
    private const int MaxMessages = 64;

    private readonly Channel<ExchangeResponse?> _messages = Channel.CreateBounded<ExchangeResponse?>(MaxMessages);
    private int _unacknowledgedLogs;
    private int _mustComeAgain;

    /// <summary>Sends a message after those before it; waits while the gateway reads too slowly.</summary>
    public ValueTask SendAsync(ExchangeResponse message) => _messages.Writer.WriteAsync(message, end.Token);

    /// <summary>Says soon what is stored of a log.</summary>
    public void Acknowledge(int log)
    {
        if ((Interlocked.Or(ref _unacknowledgedLogs, 1 << log) & (1 << log)) == 0)
        {
            // A full queue need not be woken: the writer looks after each message.
            _messages.Writer.TryWrite(null);
        }
    }

    /// <summary>Asks soon for everything that is not acknowledged: what this stream took for sent by another is not coming.</summary>
    public void AskAgain()
    {
        if (Interlocked.Exchange(ref _mustComeAgain, 1) == 0)
        {
            _messages.Writer.TryWrite(null);
        }
    }

    /// <summary>Lets <see cref="RunAsync"/> send what waits and end.</summary>
    public void Complete() => _messages.Writer.TryComplete();

    /// <summary>Writes until <see cref="Complete"/> or the stream's end.</summary>
    public async Task RunAsync()
    {
        await foreach (var message in _messages.Reader.ReadAllAsync(end.Token))
        {
            if (message is not null)
            {
                await WriteAsync(message);
            }

            await WriteWhatIsDueAsync();
        }

        await WriteWhatIsDueAsync();
    }

    private async Task WriteWhatIsDueAsync()
    {
        if (Interlocked.Exchange(ref _mustComeAgain, 0) == 1)
        {
            // A declaration that there is not yet lacks in no record, but has the gateway send them again (ingest.proto).
            var request = new DeclarationRequest { First = epoch.Aliases.Count + 1 };
            await WriteAsync(new ExchangeResponse { DeclarationRequest = request });
        }

        var logs = Interlocked.Exchange(ref _unacknowledgedLogs, 0);
        for (var log = 1; log <= EpochState.LastLog; log++)
        {
            if ((logs & (1 << log)) != 0)
            {
                var acknowledgement = epoch.Acknowledge(log, limits.WindowBytes);
                await WriteAsync(new ExchangeResponse { Acknowledgement = acknowledgement });
            }
        }
    }

    private Task WriteAsync(ExchangeResponse message) => end.WriteAsync(stream.WriteAsync(message, end.Token), 3 * limits.ProbeInterval);
}
