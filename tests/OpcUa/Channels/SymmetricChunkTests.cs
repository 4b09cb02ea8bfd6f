using CsCheck;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Channels;

public sealed class SymmetricChunkTests
{
    private static readonly byte[] Ours = [.. Enumerable.Repeat((byte)1, 32)];
    private static readonly byte[] Theirs = [.. Enumerable.Repeat((byte)2, 32)];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_body_of_any_length_comes_out_as_it_went_in(bool signs, bool encrypts)
    {
        var (sending, receiving) = Tokens(signs, encrypts);
        Gen.Byte.Array[0, 200].Sample(body =>
        {
            var chunk = Seal(sending, body);

            var opened = SymmetricChunk.Open(chunk, receiving);

            return opened == (7u, 9u, body.Length) && chunk.AsSpan(SymmetricChunk.BodyAt, body.Length).SequenceEqual(body);
        }, iter: 500, threads: 1); // keys are for one thread at a time
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void The_largest_body_fills_a_chunk_and_no_more(bool signs, bool encrypts)
    {
        var (sending, _) = Tokens(signs, encrypts);
        foreach (var size in Enumerable.Range(8_192, 40))
        {
            var max = SymmetricChunk.MaxBodyLength(size, sending);

            Assert.InRange(Seal(sending, new byte[max]).Length, size - 16, size);
            Assert.True(Seal(sending, new byte[max + 1]).Length > size);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_bit_changed_anywhere_is_refused(bool encrypts)
    {
        var (sending, receiving) = Tokens(signs: true, encrypts);
        var good = Seal(sending, [1, 2, 3, 4, 5]);
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(StatusCode.BadSecurityChecksFailed, Assert.Throws<UaException>(() => SymmetricChunk.Open(bad, receiving)).Status);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_chunk_cut_at_any_byte_is_refused(bool encrypts)
    {
        var (sending, receiving) = Tokens(signs: true, encrypts);
        var good = Seal(sending, new byte[40]);
        for (var length = SymmetricChunk.BodyAt; length < good.Length; length++)
        {
            var cut = good[..length];
            Assert.Equal(StatusCode.BadSecurityChecksFailed, Assert.Throws<UaException>(() => SymmetricChunk.Open(cut, receiving)).Status);
        }
    }

    private static byte[] Seal(ChannelToken token, byte[] body)
    {
        var chunk = new byte[SymmetricChunk.BodyAt + body.Length + SymmetricChunk.MaxTrailer(token)];
        body.CopyTo(chunk, SymmetricChunk.BodyAt);
        return chunk[..SymmetricChunk.Seal(chunk, body.Length, MessageType.Message, ChunkKind.Final, token, 7, 9)];
    }

    private static (ChannelToken Sending, ChannelToken Receiving) Tokens(bool signs, bool encrypts)
    {
        var mode = encrypts ? MessageSecurityMode.SignAndEncrypt : signs ? MessageSecurityMode.Sign : MessageSecurityMode.None;
        return (Token(mode, isClient: true), Token(mode, isClient: false));
    }

    private static ChannelToken Token(MessageSecurityMode mode, bool isClient)
    {
        using var material = TokenMaterial.FromNonces(SecurityPolicy.Basic256Sha256, Ours, Theirs);
        return ChannelToken.Make(1, 1, TimeSpan.FromHours(1), TimeProvider.System, SecurityPolicy.Basic256Sha256, mode, material, isClient);
    }
}
