using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.Rogue.Tests.Raw;

namespace IndustrialGateway.Rogue.Tests.Transport;

/// <summary>The usual places at which a rogue says something wrong.</summary>
internal static class Steps
{
    /// <summary>The first bytes to a server.</summary>
    public static BadInput ToServer(string id, string what, byte[] said, params string[] expected) =>
        new(id, what, arena => arena.AttackServerAsync(rogue => rogue.SayAsync(said), expected));

    /// <summary>Bytes in a channel of policy None.</summary>
    public static BadInput InChannel(string id, string what, Func<RogueClient, byte[]> said, params string[] expected) =>
        new(id, what, arena => arena.AttackServerAsync(async rogue =>
        {
            await rogue.OpenAsync();
            await rogue.SayAsync(said(rogue));
        }, expected));

    /// <summary>The answer to a client's Hello.</summary>
    public static BadInput First(string id, string what, byte[] said, params string[] expected) =>
        new(id, what, arena => arena.AttackClientAsync(async rogue =>
        {
            await rogue.HearAsync();
            await rogue.SayAsync(said);
            await rogue.EndAsync();
        }, expected));

    /// <summary>The answer to a client's first request.</summary>
    public static BadInput Later(string id, string what, Func<RogueConnection, uint, byte[]> said, params string[] expected) =>
        new(id, what, arena => arena.AttackClientAsync(async rogue =>
        {
            await rogue.GreetAsync();
            await rogue.OpenAsync();
            var (request, _) = await rogue.NextAsync();
            await rogue.SayAsync(said(rogue, request));
            await rogue.EndAsync();
        }, expected));

    public static byte[] Many(int count, Func<int, byte[]> chunk)
    {
        var all = new System.Buffers.ArrayBufferWriter<byte>();
        for (var i = 0; i < count; i++)
        {
            System.Buffers.BuffersExtensions.Write(all, chunk(i));
        }

        return all.WrittenSpan.ToArray();
    }

    public static byte[] Spoiled(byte[] chunk, int at, byte value)
    {
        chunk[at < 0 ? chunk.Length + at : at] = value;
        return chunk;
    }

    /// <summary>An OPN of policy None with any body.</summary>
    public static byte[] OpenOf(byte[] body, uint sequence = 1, string? policy = null, byte[]? certificate = null, byte[]? thumbprint = null)
    {
        if (policy is null && certificate is null && thumbprint is null)
        {
            return AsymmetricChunk.Seal(SecurityPolicy.None, null, null, [], 0, sequence, 1, body);
        }

        var uri = System.Text.Encoding.UTF8.GetBytes(policy ?? SecurityPolicy.None.Uri);
        return Chunks.Whole("OPN",
        [
            .. Chunks.Numbers(0, (uint)uri.Length), .. uri, .. Sized(certificate), .. Sized(thumbprint), .. Chunks.Numbers(sequence, 1), .. body,
        ]);
    }

    private static byte[] Sized(byte[]? bytes) => bytes is null ? Chunks.Numbers(uint.MaxValue) : [.. Chunks.Numbers((uint)bytes.Length), .. bytes];
}
