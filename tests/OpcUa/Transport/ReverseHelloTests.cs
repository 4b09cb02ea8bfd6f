using CsCheck;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Transport;

public sealed class ReverseHelloTests
{
    private static readonly string Longest = new('x', TransportLimits.MaxEndpointUrlLength - 8);

    [Fact]
    public void Its_bytes_are_those_of_the_specification() => Assert.Equal(
        [.. "RHEF"u8, 21, 0, 0, 0, 2, 0, 0, 0, .. "ab"u8, 3, 0, 0, 0, .. "cde"u8],
        new ReverseHello("ab", "cde").Encode());

    [Fact]
    public void What_is_said_is_heard() => Gen.Select(Gen.String[0, 300], Gen.String[0, 300]).Sample((server, url) =>
    {
        var hello = new ReverseHello(Valid(server), Valid(url));

        Assert.Equal(hello, ReverseHello.Decode(hello.Encode()));
    });

    [Fact]
    public void A_text_that_is_missing_is_empty() =>
        Assert.Equal(new ReverseHello("", ""), ReverseHello.Decode([.. "RHEF"u8, 16, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255]));

    [Theory]
    [InlineData(8)]
    [InlineData(-2)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData(TransportLimits.MaxEndpointUrlLength + 1)]
    public void A_length_beyond_the_bytes_or_the_limit_is_refused_for_either_text(int length)
    {
        var first = new ReverseHello("ab", "cde").Encode();
        BitConverter.TryWriteBytes(first.AsSpan(8), length);
        var second = new ReverseHello("ab", "cde").Encode();
        BitConverter.TryWriteBytes(second.AsSpan(14), length);

        Assert.Equal(StatusCode.BadTcpEndpointUrlInvalid, Refusal(first));
        Assert.Equal(StatusCode.BadTcpEndpointUrlInvalid, Refusal(second));
    }

    [Fact]
    public void A_text_longer_than_4096_bytes_or_not_UTF8_is_refused()
    {
        var notText = new ReverseHello("urn:a", "opc.tcp://m").Encode();
        notText[13] = 0xFF;

        Assert.Equal(StatusCode.BadTcpEndpointUrlInvalid, Refusal(new ReverseHello(Longest + "123456789", "").Encode()));
        Assert.Equal(StatusCode.BadTcpEndpointUrlInvalid, Refusal(new ReverseHello("", Longest + "123456789").Encode()));
        Assert.Equal(StatusCode.BadTcpEndpointUrlInvalid, Refusal(notText));
        Assert.Equal(Longest, ReverseHello.Decode(new ReverseHello(Longest, "").Encode()).ServerUri);
    }

    [Fact]
    public void Cut_at_any_byte_it_is_refused()
    {
        var whole = new ReverseHello("urn:a", "opc.tcp://m").Encode();

        foreach (var length in Enumerable.Range(8, whole.Length - 8))
        {
            Assert.Throws<UaException>(() => ReverseHello.Decode(whole.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Random_and_altered_bytes_raise_only_the_one_exception() =>
        Gen.Select(Gen.Byte.Array[8, 100], Gen.Int[8, 30], Gen.Byte).Sample((random, at, altered) =>
        {
            var spoiled = new ReverseHello("urn:machine", "opc.tcp://m:4840").Encode();
            spoiled[at] = altered;
            OnlyUaException(random);
            OnlyUaException(spoiled);
        }, iter: 2_000);

    private static StatusCode Refusal(byte[] chunk) => Assert.Throws<UaException>(() => ReverseHello.Decode(chunk)).Status;

    // A lone surrogate has no UTF-8.
    private static string Valid(string text) => string.Concat(text.Where(letter => !char.IsSurrogate(letter)));

    private static void OnlyUaException(byte[] bytes)
    {
        try
        {
            ReverseHello.Decode(bytes);
        }
        catch (UaException)
        {
            // What is promised.
        }
    }
}
