using CsCheck;
using Google.Protobuf;
using IndustrialGateway.V1;
using ZstdSharp;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>Blocks that zstd has compressed, and those that say so.</summary>
public sealed class BlockContentTests
{
    private const int Most = 100_000;

    private readonly BlockContent _content = new(Most);

    [Fact]
    public void What_was_compressed_comes_out_as_it_was() =>
        Gen.Byte[0, 3].Array[0, 5_000].Sample(bytes =>
            Assert.Equal(bytes, new BlockContent(Most).Open(Block(Compressed(bytes), bytes.Length))?.ToArray()));

    [Theory]
    [InlineData(999)]
    [InlineData(1_001)]
    [InlineData(0)]
    public void A_block_that_lies_about_its_size_cannot_be_read(int said) =>
        Assert.Null(_content.Open(Block(Compressed(new byte[1_000]), said)));

    [Fact]
    public void A_bomb_gets_no_more_room_than_the_block_says()
    {
        var bomb = Compressed(new byte[256 << 20]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Null(_content.Open(Block(bomb, Most)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * Most);
    }

    [Fact]
    public void A_spoilt_block_cannot_be_read_or_is_as_long_as_it_says() =>
        Gen.Select(Gen.Byte.Array[1, 500], Gen.Int[0, 10_000], Gen.Byte[1, 255]).Sample((bytes, at, change) =>
        {
            var spoilt = Compressed(bytes);
            spoilt[at % spoilt.Length] ^= change;

            Assert.True(new BlockContent(Most).Open(Block(spoilt, bytes.Length)) is not { } read || read.Length == bytes.Length);
        });

    private static byte[] Compressed(byte[] bytes)
    {
        using var compressor = new Compressor();
        return compressor.Wrap(bytes).ToArray();
    }

    private static Block Block(byte[] content, int said) => new()
    {
        Codec = Codec.Zstd,
        Content = ByteString.CopyFrom(content),
        ContentBytes = (uint)said,
    };
}
