using System.Text;

namespace IndustrialGateway.Rogue.Tests.Raw;

/// <summary>Chunks of which each field is as the case wants it.</summary>
internal static class Chunks
{
    /// <summary>Three letters, the chunk's letter and a size, whatever follows.</summary>
    public static byte[] Header(string type, uint size, char kind = 'F') => [.. Encoding.Latin1.GetBytes(type + kind), .. BitConverter.GetBytes(size)];

    /// <summary>A chunk with its true size.</summary>
    public static byte[] Whole(string type, byte[] body, char kind = 'F') => [.. Header(type, (uint)(8 + body.Length), kind), .. body];

    /// <summary>A HEL or an ACK (whose URL is null) of any numbers.</summary>
    public static byte[] Handshake(
        string type, uint receive = 65_536, uint send = 65_536, uint maxMessage = 0, uint maxChunks = 0, byte[]? url = null, uint version = 0, int? urlLength = null) =>
        Whole(type, [.. Numbers(version, receive, send, maxMessage, maxChunks), .. url is null ? [] : BitConverter.GetBytes(urlLength ?? url.Length), .. url ?? []]);

    public static byte[] Numbers(params uint[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];

    public static byte[] Repeat(byte[] bytes, int count)
    {
        var all = new byte[bytes.Length * count];
        for (var i = 0; i < count; i++)
        {
            bytes.CopyTo(all, i * bytes.Length);
        }

        return all;
    }
}
