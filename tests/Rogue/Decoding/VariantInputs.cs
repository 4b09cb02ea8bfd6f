using System.IO.Compression;
using System.Text;
using IndustrialGateway.OpcUa.Codec;
using static IndustrialGateway.Rogue.Tests.Decoding.Decoders;

namespace IndustrialGateway.Rogue.Tests.Decoding;

/// <summary>C1 to C11 and C13 to C16: values that lie too deep, too long, too many or in no form at all.</summary>
internal static class VariantInputs
{
    private const string Malformed = "BadDecodingError";
    private const string TooMuch = "BadEncodingLimitsExceeded";

    public static IEnumerable<BadInput> All =>
        [.. Depth(), .. Extensions(), .. Arrays(), .. Dimensions(), .. Texts(), .. NodeIds(), .. Times(), .. Numbers(), .. Unknown(), .. Bodies()];

    private static IEnumerable<BadInput> Depth()
    {
        (string Id, string What, string Head, string Layer, string Tail)[] nests =
        [
            ("C1", "Variants in Variants", "", "98 01000000", "00"), ("C1", "DataValues in Variants", "", "17 01", "00"), ("C1", "both in turn", "", "98 01000000 17 01", "00"),
            ("C1", "matrices of Variants", "", "D8 01000000", "00"), ("C1", "arrays of two Variants", "", "98 02000000", "00"), ("C2", "DiagnosticInfos", "19", "40", "00"),
            ("C2", "DiagnosticInfos with all else", "19", "7F 00000000 00000000 00000000 00000000 00000000 00000000", "00"),
        ];
        foreach (var (id, what, head, layer, tail) in nests)
        {
            foreach (var depth in (int[])[101, 1_000, 10_000])
            {
                yield return Value(id, $"{depth} {what}", Repeated(head, layer, depth, tail), TooMuch, Malformed);
            }

            foreach (var input in OnTheWire(id, $"10,000 {what}", [1, .. Repeated(head, layer, 10_000, tail)]))
            {
                yield return input;
            }
        }

        yield return Value("C1", "100 Variants in Variants are read", Repeated("", "98 01000000", 100, "00"), Taken);
        yield return Value("C1", "a Variant as a scalar Variant", Hex("18 00"), Malformed);
    }

    private static IEnumerable<BadInput> Extensions()
    {
        (string What, string Bytes, string[] Expected)[] objects =
        [
            ("length -1", "16 0101 01 FFFFFFFF", [Taken]), ("length -2", "16 0101 01 FEFFFFFF", [Malformed]), ("length 0", "16 0001 01 00000000", [Taken]), ("length 2^31-1", "16 0001 01 FFFFFF7F", [Malformed]),
            ("length -2^31", "16 0001 01 00000080", [Malformed]), ("one byte short", "16 0001 01 05000000 01020304", [Malformed]), ("one byte over", "16 0001 01 03000000 01020304", [Taken]),
            ("XML of 2^31-1", "16 0001 02 FFFFFF7F", [Malformed]), ("encoding 3", "16 0001 03", [Malformed]), ("encoding 255", "16 0001 FF", [Malformed]), ("no encoding byte", "16 0001", [Malformed]),
            ("no type", "16", [Malformed]), ("itself in itself, 3 deep", "16 0001 01 0F000000 0001 01 07000000 0001 01 00000000", [Taken, Malformed]), ("an array of 2^31-1", "96 FFFFFF7F", [Malformed]),
            ("an array of nulls", "96 03000000 000000 000000 000000", [Taken]),
        ];
        foreach (var (what, bytes, expected) in objects)
        {
            yield return Value("C3", $"ExtensionObject: {what}", Hex(bytes), [.. expected, .. expected.Contains(Taken) ? (string[])[Malformed] : []]);
            foreach (var input in OnTheWire("C3", $"ExtensionObject: {what}", [1, .. Hex(bytes)]))
            {
                yield return input;
            }
        }

        yield return Value("C3", "ExtensionObject: 10,000 in each other", Nested(10_000), Taken, TooMuch);
    }

    private static IEnumerable<BadInput> Arrays()
    {
        for (var type = 1; type <= 25; type++)
        {
            foreach (var length in (int[])[int.MinValue, -2, -1, 0, 1, 65_536, 0x2000_0000, 0x4000_0000, int.MaxValue])
            {
                var expected = length is -1 or 0 ? Taken : Malformed;
                yield return Value("C4", $"an array of {length} elements of type {type}", [(byte)(0x80 | type), .. BitConverter.GetBytes(length)], expected);
            }

            foreach (var input in OnTheWire("C4", $"an array of 2^31-1 elements of type {type}", [1, (byte)(0x80 | type), .. BitConverter.GetBytes(int.MaxValue), .. new byte[40]]).Take(type % 5 == 0 ? 2 : 1))
            {
                yield return input;
            }
        }

        foreach (var (type, element) in ((int, string)[])[(0x98, "00"), (0x97, "00"), (0x95, "00"), (0x91, "0000"), (0x99, "00"), (0x8C, "00000000"), (0x96, "000000"), (0x8F, "00000000"), (0x94, "0000 00000000")])
        {
            var count = Math.Min(1_000_000, 2_000_000 / Hex(element).Length);
            yield return Value("C4", $"{count} smallest elements of type {type & 63}", [(byte)type, .. BitConverter.GetBytes(count), .. Repeated("", element, count)], Taken, TooMuch);
        }
    }

    private static IEnumerable<BadInput> Dimensions()
    {
        (string What, string Bytes, string Expected)[] dimensions =
        [
            ("hold too little", "C3 02000000 0102 01000000 01000000", Malformed), ("hold too much", "C3 02000000 0102 01000000 05000000", Malformed), ("one is negative", "C3 01000000 01 02000000 FFFFFFFF FFFFFFFF", Malformed),
            ("their product overflows 32 bits to 0", "C3 00000000 02000000 00000100 00000100", Malformed), ("their product overflows 64 bits", "C3 00000000 03000000 FFFFFF7F FFFFFF7F FFFFFF7F", Malformed),
            ("their product overflows to what is there", "C3 04000000 01020304 02000000 04000040 01000040", Malformed), ("of a scalar", "43 01 01000000 01000000", Malformed), ("2^31-1 of them", "C3 01000000 01 FFFFFF7F", Malformed),
            ("-2 of them", "C3 01000000 01 FEFFFFFF", Malformed), ("are missing", "C3 01000000 01", Malformed), ("zero times 2^31-1", "C3 00000000 02000000 00000000 FFFFFF7F", Taken),
        ];
        foreach (var (what, bytes, expected) in dimensions)
        {
            yield return Value("C5", $"dimensions: {what}", Hex(bytes), expected, Malformed);
            foreach (var input in OnTheWire("C5", $"dimensions: {what}", [1, .. Hex(bytes)]))
            {
                yield return input;
            }
        }

        yield return Value("C5", "100,000 dimensions of 1", [.. Hex("C3 01000000 01"), .. BitConverter.GetBytes(100_000), .. Repeated("", "01000000", 100_000)], Taken, TooMuch, Malformed);
    }

    private static IEnumerable<BadInput> Texts()
    {
        (string What, byte[] Text)[] texts =
        [
            ("0xFF", [0xFF]), ("a lone surrogate", [0xED, 0xA0, 0x80]), ("two surrogates", [0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80]), ("overlong", [0xC0, 0xAF]), ("overlong NUL", [0xC0, 0x80]), ("cut in a letter", [0xE4, 0xB8]),
            ("above U+10FFFF", [0xF4, 0x90, 0x80, 0x80]), ("five bytes", [0xF8, 0x88, 0x80, 0x80, 0x80]), ("NUL", [0x61, 0, 0x62]), ("bidi controls", Encoding.UTF8.GetBytes("\u202Eabc\u2066def")), ("a BOM", [0xEF, 0xBB, 0xBF]),
            ("1 MiB", new byte[1_048_576]), ("1 MiB of 0xFF", [.. Enumerable.Repeat((byte)0xFF, 1_048_576)]),
        ];
        foreach (var (what, text) in texts)
        {
            foreach (var type in (byte[])[12, 16])
            {
                yield return Value("C6", $"type {type}: {what}", [type, .. BitConverter.GetBytes(text.Length), .. text], Taken);
            }

            foreach (var input in OnTheWire("C6", $"a text of {what}, at most 50,000 bytes", [1, 12, .. BitConverter.GetBytes(Math.Min(50_000, text.Length)), .. text.Take(50_000)]))
            {
                yield return input;
            }
        }

        yield return Value("C6", "1 MiB and a byte", [12, .. BitConverter.GetBytes(1_048_577), .. new byte[1_048_577]], TooMuch);
        foreach (var length in (int[])[-2, int.MinValue, 5, int.MaxValue])
        {
            yield return Value("C6", $"a length of {length}", [12, .. BitConverter.GetBytes(length), 1, 2, 3], Malformed);
        }
    }

    private static IEnumerable<BadInput> NodeIds()
    {
        for (var form = 6; form <= 0x3F; form++)
        {
            yield return Value("C7", $"NodeId form 0x{form:X2}", [17, (byte)form, .. new byte[20]], Malformed);
            yield return Value("C7", $"ExpandedNodeId form 0x{form:X2}", [18, (byte)form, .. new byte[20]], Malformed);
        }

        foreach (var flags in (int[])[0x40, 0x80, 0xC0, 0xFF, 0x7F])
        {
            yield return Value("C7", $"NodeId with flags 0x{flags:X2}", [17, (byte)flags, .. new byte[30]], Malformed);
        }

        foreach (var form in (byte[])[3, 5])
        {
            foreach (var input in OnTheWire("C7", $"an id of form {form} and 2^31-1 bytes", [1, 17, form, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F, 1]))
            {
                yield return input;
            }

            yield return Value("C7", $"an id of form {form} and 1 MiB", [17, form, 0, 0, .. BitConverter.GetBytes(1_000_000), .. new byte[1_000_000]], Taken, TooMuch);
        }
    }

    private static IEnumerable<BadInput> Times()
    {
        foreach (var ticks in (long[])[0, -1, long.MinValue, long.MaxValue, DateTime.MaxValue.Ticks, 0x7FFF_FFFF_FFFF_FFF0, 1])
        {
            yield return Value("C8", $"a time of {ticks}", [13, .. BitConverter.GetBytes(ticks)], Taken);
            foreach (var input in OnTheWire("C8", $"timestamps of {ticks}", [0x0D, 1, 1, .. BitConverter.GetBytes(ticks), .. BitConverter.GetBytes(ticks)]))
            {
                yield return input;
            }
        }

        foreach (var picoseconds in (ushort[])[10_000, 65_535])
        {
            foreach (var input in OnTheWire("C8", $"{picoseconds} picoseconds", [0x3D, 1, 1, .. new byte[8], .. BitConverter.GetBytes(picoseconds), .. new byte[8], .. BitConverter.GetBytes(picoseconds)]))
            {
                yield return input;
            }
        }
    }

    private static IEnumerable<BadInput> Numbers()
    {
        foreach (var bits in (ulong[])[0x7FF8_0000_0000_0000, 0x7FF0_0000_0000_0001, 0xFFF8_DEAD_BEEF_0001, 0x8000_0000_0000_0000, 1, 0x000F_FFFF_FFFF_FFFF, 0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000])
        {
            yield return Alone("C9", $"the Double 0x{bits:X16} keeps its bits", _ =>
            {
                var reader = new UaReader([11, .. BitConverter.GetBytes(bits)], CodecLimits.Client);
                Assert.Equal(bits, (ulong)reader.ReadVariant().Bits);
                return Task.CompletedTask;
            });
            foreach (var input in OnTheWire("C9", $"the Double 0x{bits:X16}", [1, 11, .. BitConverter.GetBytes(bits)]))
            {
                yield return input;
            }
        }

        foreach (var bits in (uint[])[0x7FC0_0000, 0x7F80_0001, 0x8000_0000, 1, 0x7F80_0000, 0xFF80_0000])
        {
            yield return Value("C9", $"the Float 0x{bits:X8}", [10, .. BitConverter.GetBytes(bits)], Taken);
        }
    }

    private static IEnumerable<BadInput> Unknown()
    {
        for (var type = 26; type <= 63; type++)
        {
            yield return Value("C10", $"built-in type {type}", [(byte)type, .. new byte[8]], Malformed, Taken); // 26 to 31 may be read as ByteString (Part 6 §5.2.2.16)
            yield return Value("C10", $"an array of built-in type {type}", [(byte)(type | 0x80), 1, 0, 0, 0, .. new byte[8]], Malformed, Taken);
        }

        foreach (var mask in (byte[])[0x40, 0x80, 0xC0, 0xFF])
        {
            yield return Value("C11", $"a DataValue of mask 0x{mask:X2}", [23, mask, .. new byte[40]], Malformed);
            foreach (var input in OnTheWire("C11", $"a DataValue of mask 0x{mask:X2}", [mask, .. new byte[40]]))
            {
                yield return input;
            }
        }

        for (var mask = 0; mask < 0x40; mask++)
        {
            yield return Value("C11", $"a DataValue of mask 0x{mask:X2} without its parts", mask == 0 ? [23] : [23, (byte)mask], mask == 0 ? Malformed : Malformed);
        }
    }

    private static IEnumerable<BadInput> Bodies()
    {
        var bomb = "<!DOCTYPE a [<!ENTITY b \"" + new string('b', 1_000) + "\"><!ENTITY c \"" + string.Concat(Enumerable.Repeat("&b;", 1_000)) + "\">]><a>&c;</a>";
        (string Id, string What, byte[] Body)[] bodies =
        [
            ("C13", "an entity bomb", Encoding.UTF8.GetBytes(bomb)), ("C13", "an external entity", "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"u8.ToArray()),
            ("C13", "XML 10,000 deep", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 10_000)))), ("C14", "JSON 10,000 deep", Encoding.UTF8.GetBytes(new string('[', 10_000))),
            ("C14", "JSON of one large number", Encoding.UTF8.GetBytes(new string('9', 100_000))), ("C14", "JSON with 10,000 keys", Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"a{i}\":1")) + "}")),
            ("C15", "a GZip bomb", Zip(10_000_000)), ("C15", "a Zip header", [0x50, 0x4B, 3, 4, .. new byte[100]]), ("C15", "a zstd header", [0x28, 0xB5, 0x2F, 0xFD, .. new byte[100]]),
        ];
        foreach (var (id, what, body) in bodies)
        {
            byte[] sized = [.. BitConverter.GetBytes(body.Length), .. body];
            foreach (var (kind, head) in ((string, byte[])[])[("an XML body", [22, 1, 0, 1, 0, 2]), ("a binary body", [22, 1, 0, 1, 0, 1]), ("a String", [12]), ("a ByteString", [15]), ("an XmlElement", [16])])
            {
                yield return Value(id, $"{what} as {kind} is only kept", [.. head, .. sized], Taken);
            }

            foreach (var input in OnTheWire(id, $"{what}", [1, 22, 1, 0, 1, 0, 2, .. sized]))
            {
                yield return input;
            }
        }

        foreach (var (what, bytes) in ((string, string)[])[("nulls", "80 FFFFFF7F"), ("nulls with dimensions", "C0 FFFFFF7F 01000000 FFFFFF7F"), ("empty dimensions", "C3 00000000 FFFFFF7F"), ("a scalar null as array of -1", "80 FFFFFFFF"), ("booleans of nothing", "81 FFFFFF7F")])
        {
            yield return Value("C16", $"2^31-1 {what}", Hex(bytes), Malformed, Taken);
            foreach (var input in OnTheWire("C16", $"2^31-1 {what}", [1, .. Hex(bytes)]))
            {
                yield return input;
            }
        }
    }

    private static byte[] Nested(int depth)
    {
        var body = Array.Empty<byte>();
        for (var i = 0; i < depth && body.Length < 60_000; i++)
        {
            body = [1, 0, 1, 0, 1, .. BitConverter.GetBytes(body.Length), .. body];
        }

        return [22, .. body];
    }

    private static byte[] Zip(int zeros)
    {
        using var output = new MemoryStream();
        using (var zip = new GZipStream(output, CompressionLevel.SmallestSize))
        {
            zip.Write(new byte[zeros]);
        }

        return output.ToArray();
    }
}
