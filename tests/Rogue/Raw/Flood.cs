using System.Net.Sockets;
using IndustrialGateway.OpcUa.Transport;

namespace IndustrialGateway.Rogue.Tests.Raw;

/// <summary>Chunks without number from one rogue, said in pieces so that none has to be kept, while what is answered is heard and only counted.</summary>
internal static class Flood
{
    private const int Piece = 64_000;

    /// <summary>Says so many chunks, or fewer if the server hangs up before, says no more and hears the server out.</summary>
    /// <param name="meanwhile">What must work after the last chunk and before the end.</param>
    public static async Task<FloodHeard> SayAsync(RogueClient rogue, int count, Func<int, byte[]> chunk, Func<Task> meanwhile)
    {
        var hearing = HearAsync(rogue.Socket);
        var piece = new byte[Piece];
        var filled = 0;
        var said = 0;
        while (said < count && !hearing.IsCompleted)
        {
            var next = chunk(said++);
            if (filled + next.Length > Piece)
            {
                await rogue.SayAsync(piece[..filled]);
                filled = 0;
            }

            next.CopyTo(piece, filled);
            filled += next.Length;
        }

        await rogue.SayAsync(piece[..filled]);
        await meanwhile();
        rogue.StopTalking();
        var (answers, status) = await hearing;
        return new FloodHeard(said, answers, status);
    }

    private static async Task<(int Answers, string Status)> HearAsync(Socket socket)
    {
        var answers = 0;
        var buffer = new byte[2 * Piece];
        var filled = 0;
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(filled), TestContext.Current.CancellationToken) is > 0 and var more)
            {
                filled += more;
                var at = 0;
                while (filled - at >= ChunkHeader.Length && BitConverter.ToInt32(buffer, at + 4) is var size && size <= filled - at)
                {
                    Assert.InRange(size, ChunkHeader.Length, Piece);
                    if (buffer.AsSpan(at).StartsWith("ERRF"u8))
                    {
                        return (answers, new Heard(buffer[at..(at + size)]).Status);
                    }

                    answers++;
                    at += size;
                }

                buffer.AsSpan(at, filled - at).CopyTo(buffer);
                filled -= at;
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // Reset: the server hung up while chunks were still on their way to it.
        }

        return (answers, "closed");
    }
}

/// <summary>How a flood ended.</summary>
/// <param name="Said">Chunks.</param>
/// <param name="Answers">Chunks that came back, without the ERR at the end.</param>
internal sealed record FloodHeard(int Said, int Answers, string Status);
