using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Transport;

/// <summary>A connection that a server has made and that waits for our Hello: taken once, replaced by a newer one, or given up by the server.</summary>
internal sealed class WaitingServer(TransportConnection connection, string endpointUrl)
{
    private readonly TaskCompletionSource<Fate> _fate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _given = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private enum Fate
    {
        Taken,
        Replaced,
        Gone,
    }

    public TransportConnection Connection => connection;

    /// <summary>What the Hello shall say.</summary>
    public string EndpointUrl => endpointUrl;

    /// <summary>Waits for what becomes of it; ends without a failure when the connection was taken, and is the taker's.</summary>
    /// <exception cref="UaException">The server hung up or spoke out of turn, or a newer connection came.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var isTaken = false;
        try
        {
            await ListenAsync(cancellationToken).ConfigureAwait(false);
            isTaken = await _fate.Task.WaitAsync(cancellationToken).ConfigureAwait(false) == Fate.Taken;
        }
        finally
        {
            _fate.TrySetResult(Fate.Gone);
            _given.SetResult(isTaken);
        }

        if (!isTaken)
        {
            throw new UaException(StatusCode.BadConnectionRejected, "A newer connection of the same server took this one's place.");
        }
    }

    /// <summary>True: the connection is the caller's from now on, and nobody else reads it.</summary>
    public async ValueTask<bool> TryTakeAsync() => _fate.TrySetResult(Fate.Taken) && await _given.Task.ConfigureAwait(false);

    public void Replace() => _fate.TrySetResult(Fate.Replaced);

    /// <summary>Nothing may come before our Hello, so what ends this read is that somebody wants the connection, or that the server has gone.</summary>
    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var listening = connection.ReadAsync(silence.Token).AsTask();
        await Task.WhenAny(listening, _fate.Task).ConfigureAwait(false);
        await silence.CancelAsync().ConfigureAwait(false);
        try
        {
            throw await listening.ConfigureAwait(false) is { } chunk
                ? new UaException(StatusCode.BadTcpMessageTypeInvalid, $"A {chunk.Header.Type} came before the Hello that it has to answer.")
                : new UaException(StatusCode.BadConnectionClosed, "The server hung up while it waited.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Somebody wants it.
        }
    }
}
