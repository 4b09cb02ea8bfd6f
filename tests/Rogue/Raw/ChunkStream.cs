using System.Net.Sockets;

namespace IndustrialGateway.Rogue.Tests.Raw;

/// <summary>A socket that says bytes as they are and hears whole chunks; what it said is counted.</summary>
internal sealed class ChunkStream(Socket socket)
{
    private const int MaxHeard = 64 * 1024 * 1024;

    public Socket Socket { get; } = socket;

    public long Said { get; private set; }

    /// <summary>Sends, also to a peer that has hung up.</summary>
    public async Task SayAsync(byte[] bytes)
    {
        Said += bytes.Length;
        try
        {
            await Socket.SendAsync(bytes, TestContext.Current.CancellationToken);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // It hung up on us, as it should.
        }
    }

    /// <summary>The next chunk; null when the peer has hung up.</summary>
    public async Task<byte[]?> HearAsync()
    {
        var head = await ReadAsync(new byte[8]);
        if (head is null)
        {
            return null;
        }

        var chunk = new byte[BitConverter.ToInt32(head, 4)];
        head.CopyTo(chunk, 0);
        return await ReadAsync(chunk, from: 8);
    }

    /// <summary>Half closes and hears the rest.</summary>
    public Task<Heard> EndAsync()
    {
        StopTalking();
        return HearRestAsync();
    }

    public void StopTalking()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // Reset already.
        }
    }

    /// <summary>Hears all until the peer hangs up.</summary>
    public async Task<Heard> HearRestAsync()
    {
        using var heard = new MemoryStream();
        try
        {
            var buffer = new byte[65_536];
            while (heard.Length < MaxHeard && await Socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var count)
            {
                await heard.WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // Reset: the peer hung up while bytes were still on their way to it.
        }

        return new Heard(heard.ToArray());
    }

    private async Task<byte[]?> ReadAsync(byte[] into, int from = 0)
    {
        try
        {
            while (from < into.Length)
            {
                var count = await Socket.ReceiveAsync(into.AsMemory(from), TestContext.Current.CancellationToken);
                if (count == 0)
                {
                    return null;
                }

                from += count;
            }

            return into;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
