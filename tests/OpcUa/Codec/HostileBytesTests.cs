using CsCheck;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Codec;

/// <summary>Whatever bytes come: one kind of exception with one of two codes, and no more memory than the limits say.</summary>
public sealed class HostileBytesTests
{
    private static readonly StatusCode[] Allowed = [StatusCode.BadDecodingError, StatusCode.BadEncodingLimitsExceeded];

    public static TheoryData<string, string> Bad => new()
    {
        { "a scalar with dimensions", "46 00000000" },
        { "a type that is not there", "3F" },
        { "an array without a type", "80 00000000" },
        { "a Variant as a scalar Variant", "18 00" },
        { "an array of -2", "86 FEFFFFFF" },
        { "an array of 2^31-1", "86 FFFFFF7F" },
        { "an array longer than its bytes", "86 02000000 01000000" },
        { "a string of -2", "0C FEFFFFFF" },
        { "a string longer than its bytes", "0C 05000000 61" },
        { "a byte string of 2^31-1", "0F FFFFFF7F" },
        { "dimensions that hold too little", "C3 02000000 0102 01000000 01000000" },
        { "a negative dimension", "C3 01000000 01 02000000 FFFFFFFF FFFFFFFF" },
        { "dimensions whose product overflows", "C3 00000000 03000000 00000100 00000100 00000100" },
        { "a node id of no form", "11 06" },
        { "a node id with a server index", "11 40 01" },
        { "a localized text with a strange mask", "15 04" },
        { "an extension object with a strange encoding", "16 0000 03" },
        { "an extension object longer than its bytes", "16 0001 01 FFFFFF7F" },
        { "a data value with a strange mask", "17 40" },
        { "a diagnostic info with a strange mask", "19 80" },
        { "nothing", "" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_malformed_variant_is_refused(string what, string hex)
    {
        var refusal = Assert.Throws<UaException>(() => Bytes.Read(Bytes.Of(hex), static (ref reader) => reader.ReadVariant()));

        Assert.True(refusal.Status == StatusCode.BadDecodingError, $"{what}: {refusal.Message}");
    }

    [Theory]
    [InlineData("", "98 01000000", 10_000)]
    [InlineData("", "17 01", 10_000)]
    [InlineData("19", "40", 10_000)]
    [InlineData("", "98 01000000 17 01", 5_000)]
    public void Values_that_lie_too_deep_in_each_other_are_refused(string head, string layer, int depth)
    {
        byte[] bytes = [.. Bytes.Of(head), .. Enumerable.Repeat(Bytes.Of(layer), depth).SelectMany(each => each)];

        var refusal = Assert.Throws<UaException>(() => Bytes.Read(bytes, static (ref reader) => reader.ReadVariant()));

        Assert.Equal(StatusCode.BadEncodingLimitsExceeded, refusal.Status);
    }

    [Fact]
    public void A_hundred_levels_are_read_as_the_specification_asks()
    {
        byte[] bytes = [.. Enumerable.Repeat(Bytes.Of("98 01000000"), 100).SelectMany(each => each), 0];

        var value = Bytes.Read(bytes, static (ref reader) => reader.ReadVariant());

        Assert.Equal(BuiltInType.Variant, value.Type);
    }

    [Fact]
    public void Random_bytes_raise_nothing_but_the_stacks_own_exception() =>
        Gen.Byte.Array[0, 200].Sample(bytes => IsReadOrRefused(bytes), iter: 20_000);

    [Fact]
    public void A_value_cut_off_or_altered_anywhere_raises_nothing_but_the_stacks_own_exception() =>
        Gen.Select(AnyValue.DataValues, Gen.Int[0, int.MaxValue], Gen.Byte).Sample((value, place, other) =>
        {
            var bytes = Bytes.Written((ref writer) => writer.WriteDataValue(value));
            var altered = bytes.ToArray();
            altered[place % bytes.Length] = other;
            return IsReadOrRefused(bytes.AsSpan(0, place % bytes.Length)) && IsReadOrRefused(altered);
        });

    [Theory]
    [InlineData("98", "00")] // 24 bytes of memory for each byte
    [InlineData("97", "00")]
    [InlineData("95", "00")]
    [InlineData("91", "0000")]
    [InlineData("99", "01 00000000")]
    [InlineData("8C", "01000000 61")]
    [InlineData("96", "0000 01 00000000")]
    public void A_message_takes_at_most_four_times_its_size_and_a_megabyte(string head, string element)
    {
        var count = 4_000_000 / Bytes.Of(element).Length;
        count = Math.Min(count, CodecLimits.Client.MaxArrayLength);
        byte[] bytes =
        [
            .. Bytes.Of(head), .. BitConverter.GetBytes(count), .. Enumerable.Repeat(Bytes.Of(element), count).SelectMany(each => each),
        ];

        var before = GC.GetAllocatedBytesForCurrentThread();
        IsReadOrRefused(bytes);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;

        // The exception itself is what may come on top.
        Assert.InRange(taken, 0, (4L * bytes.Length) + (1024 * 1024) + 16_384);
    }

    [Fact]
    public void Limits_of_lengths_are_kept()
    {
        var limits = new CodecLimits { MaxStringBytes = 3, MaxByteStringBytes = 3, MaxArrayLength = 3 };

        Assert.Equal(StatusCode.BadEncodingLimitsExceeded, RefusalOf("0C 04000000 61616161"));
        Assert.Equal(StatusCode.BadEncodingLimitsExceeded, RefusalOf("0F 04000000 61616161"));
        Assert.Equal(StatusCode.BadEncodingLimitsExceeded, RefusalOf("83 04000000 61616161"));

        StatusCode RefusalOf(string hex) => Assert.Throws<UaException>(
            () => Bytes.Read(Bytes.Of(hex), static (ref reader) => reader.ReadVariant(), limits)).Status;
    }

    private static bool IsReadOrRefused(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new UaReader(bytes, CodecLimits.Client);
            reader.ReadDataValue();
            reader = new UaReader(bytes, CodecLimits.Client);
            reader.ReadVariant();
            return true;
        }
        catch (UaException refusal)
        {
            return Allowed.Contains(refusal.Status);
        }
    }
}
