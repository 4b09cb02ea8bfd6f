using IndustrialGateway.OpcUa.Codec;

namespace IndustrialGateway.OpcUa.Tests.Codec;

/// <summary>Short ways from values to bytes and back.</summary>
internal static class Bytes
{
    public delegate void Writing(ref UaWriter writer);

    public static byte[] Of(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    public static byte[] Written(Writing write)
    {
        using var output = new PooledBufferWriter(16);
        var writer = new UaWriter(output);
        write(ref writer);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads a value that must take all of the bytes.</summary>
    public static T Read<T>(byte[] bytes, UaRead<T> read, CodecLimits? limits = null)
    {
        var reader = new UaReader(bytes, limits ?? CodecLimits.Client);
        var value = read(ref reader);
        Assert.Equal(0, reader.Remaining);
        return value;
    }
}
