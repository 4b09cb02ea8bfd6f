using System.Buffers.Binary;

#pragma warning disable CA5394 // The same bytes in each run.
namespace IndustrialGateway.Rogue.Tests.Fuzzing;

/// <summary>
/// Spoils good bytes where their structure is: numbers that may be lengths or counts, ids of types and encodings, parts that are repeated,
/// nested in each other or come from another message. The same random numbers give the same bytes.
/// </summary>
internal sealed class Mutator(Random random)
{
    /// <summary>The most bytes of one input.</summary>
    public const int MaxLength = 65_536;

    private static readonly int[] Counts = [-2, -1, 0, 1, 2, 1_000, 65_535, 65_536, 1_000_000, 0x0FFF_FFFF, 0x1000_0000, int.MaxValue, int.MinValue];

    // A Variant of a Variant array, a DataValue of a Variant, a DiagnosticInfo with an inner one, a matrix of Variants, a null extension object.
    private static readonly byte[][] Layers = [[0x98, 1, 0, 0, 0], [0x01, 0x18], [0x40], [0xD8, 1, 0, 0, 0], [0x16, 0, 0, 1]];

    public byte[] Mutate(IReadOnlyList<byte[]> seeds)
    {
        var bytes = Any(seeds);
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            bytes = Once(bytes, seeds);
        }

        return bytes.Length <= MaxLength ? bytes : bytes[..MaxLength];
    }

    private byte[] Once(byte[] bytes, IReadOnlyList<byte[]> seeds) => random.Next(9) switch
    {
        0 => Counted(bytes),
        1 => Typed(bytes),
        2 => Nested(bytes),
        3 => Spliced(bytes, Any(seeds)),
        4 => Repeated(bytes),
        5 => bytes[..At(bytes)],
        6 => [.. bytes[..At(bytes)], .. Any(seeds)],
        7 => Numbered(bytes),
        _ => Flipped(bytes),
    };

    private byte[] Any(IReadOnlyList<byte[]> seeds) => seeds[random.Next(seeds.Count)];

    private int At(byte[] bytes) => random.Next(bytes.Length + 1);

    // A number that is at most what follows it is likely to be a length or a count.
    private byte[] Counted(byte[] bytes)
    {
        List<int> places = [];
        for (var at = 0; at + 4 <= bytes.Length; at++)
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at)) is var count && count >= -1 && count <= bytes.Length - at)
            {
                places.Add(at);
            }
        }

        return places.Count == 0 ? bytes : With(bytes, places[random.Next(places.Count)], Counts[random.Next(Counts.Length)]);
    }

    private byte[] Numbered(byte[] bytes) =>
        bytes.Length < 4 ? bytes : With(bytes, random.Next(bytes.Length - 3), random.Next(2) == 0 ? random.Next() : bytes.Length - random.Next(8));

    private static byte[] With(byte[] bytes, int at, int number)
    {
        var altered = bytes.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(altered.AsSpan(at), number);
        return altered;
    }

    // The encoding's id at the start, or a byte anywhere that becomes the type of a Variant, of a NodeId or a mask.
    private byte[] Typed(byte[] bytes)
    {
        var at = random.Next(4) == 0 ? random.Next(4) : At(bytes);
        return at >= bytes.Length ? bytes : [.. bytes[..at], (byte)(random.Next(64) | (random.Next(4) << 6)), .. bytes[(at + 1)..]];
    }

    private byte[] Nested(byte[] bytes)
    {
        var at = At(bytes);
        var layer = Layers[random.Next(Layers.Length)];
        var depth = random.Next(4) == 0 ? random.Next(1, 4_000) : random.Next(1, 110);
        return [.. bytes[..at], .. Enumerable.Repeat(layer, depth).SelectMany(each => each), .. bytes[at..]];
    }

    private byte[] Spliced(byte[] bytes, byte[] other) => [.. bytes[..At(bytes)], .. other[At(other)..]];

    private byte[] Repeated(byte[] bytes)
    {
        var from = At(bytes);
        var part = bytes[from..random.Next(from, bytes.Length + 1)];
        var times = random.Next(1, random.Next(8) == 0 ? 2_000 : 20);
        times = Math.Min(times, MaxLength / Math.Max(1, part.Length));
        return [.. bytes[..from], .. Enumerable.Repeat(part, times).SelectMany(each => each), .. bytes[from..]];
    }

    private byte[] Flipped(byte[] bytes)
    {
        var altered = bytes.ToArray();
        for (var i = random.Next(1, 4); i > 0 && altered.Length > 0; i--)
        {
            altered[random.Next(altered.Length)] ^= (byte)(1 << random.Next(8));
        }

        return altered;
    }
}
