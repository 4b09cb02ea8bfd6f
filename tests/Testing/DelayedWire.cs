using System.Net.Sockets;
using System.Threading.Channels;

namespace IndustrialGateway.Testing;

/// <summary>
/// One direction of a connection whose pieces come out later than they went in, in order. So many pieces are on the way at most; more wait at the
/// sender, as with a full queue.
/// </summary>
internal sealed class DelayedWire(Func<int, TimeSpan> delay, TimeProvider time)
{
    private const int PieceBytes = 16 << 10;
    private const int MostPieces = 256;

    private readonly Channel<(byte[] Bytes, long Since, TimeSpan Delay)> _onTheWay =
        Channel.CreateBounded<(byte[], long, TimeSpan)>(new BoundedChannelOptions(MostPieces) { SingleReader = true, SingleWriter = true });

    /// <summary>Returns when the sender has ended and all of it is delivered; throws when either end is gone.</summary>
    public async Task CarryAsync(Socket from, Func<ReadOnlyMemory<byte>, Task> deliver, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var taking = TakeAsync(from, ended.Token);
        try
        {
            await foreach (var (bytes, since, wait) in _onTheWay.Reader.ReadAllAsync(ended.Token))
            {
                if (wait - time.GetElapsedTime(since) is var left && left > TimeSpan.Zero)
                {
                    await Task.Delay(left, time, ended.Token);
                }

                await deliver(bytes);
            }
        }
        finally
        {
            await ended.CancelAsync();
            await taking;
        }
    }

    private async Task TakeAsync(Socket from, CancellationToken cancellationToken)
    {
        try
        {
            var buffer = new byte[PieceBytes];
            while (await from.ReceiveAsync(buffer, cancellationToken) is > 0 and var read)
            {
                await _onTheWay.Writer.WriteAsync((buffer[..read], time.GetTimestamp(), delay(read)), cancellationToken);
            }

            _onTheWay.Writer.Complete();
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            _onTheWay.Writer.Complete(failure);
        }
    }
}
