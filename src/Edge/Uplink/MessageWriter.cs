using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>Lets several tasks write to one stream, a message at a time and in the order they came.</summary>
/// <param name="stream">The stream's sending side.</param>
/// <param name="session">Ends all writing. There is no other way to cancel a write: it would end the whole call.</param>
internal sealed class MessageWriter(IPlatformStream stream, CancellationToken session) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async ValueTask WriteAsync(ExchangeRequest message)
    {
        await _turn.WaitAsync(session);
        try
        {
            await stream.SendAsync(message, session);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
