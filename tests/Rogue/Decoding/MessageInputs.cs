using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Tests.Channels;
using IndustrialGateway.OpcUa.Tests.Messages;
using IndustrialGateway.OpcUa.Types;
using static IndustrialGateway.Rogue.Tests.Decoding.Decoders;

namespace IndustrialGateway.Rogue.Tests.Decoding;

/// <summary>C12, C16, C17 and C18 for whole messages: every message that is spoken, cut at every byte and with more behind its end.</summary>
internal static class MessageInputs
{
    private static readonly Random Chance = new(20_261_126);

    public static IEnumerable<BadInput> All => [.. Messages(), .. OnTheWire(), .. Counts(), .. Definitions()];

    private static IEnumerable<BadInput> Messages()
    {
        foreach (var (index, message) in Samples.Requests.Cast<ServiceMessage>().Concat(Samples.Responses).Index())
        {
            var bytes = Wire.Encode(message);
            var name = $"{message.GetType().Name} {index}";
            var isRequest = message is ServiceRequest;
            yield return Alone("C17", $"{name} cut at each of its {bytes.Length} bytes", async _ => await Task.Run(() =>
            {
                for (var length = 0; length < bytes.Length; length++)
                {
                    Assert.NotEqual(Taken, JudgeMessage(bytes[..length], isRequest));
                }
            }));
            yield return Alone("C18", $"{name} with rubbish behind", async _ => await Task.Run(() =>
            {
                foreach (var more in (int[])[1, 8, 1_000, 100_000])
                {
                    JudgeMessage([.. bytes, .. Random(more)], isRequest);
                    JudgeMessage([.. bytes, .. new byte[more]], isRequest);
                }
            }));
            yield return Alone("C17", $"{name} with each byte turned over", async _ => await Task.Run(() =>
            {
                for (var at = 0; at < bytes.Length; at++)
                {
                    foreach (var value in (byte[])[0xFF, 0x7F, 0x80])
                    {
                        var altered = bytes.ToArray();
                        altered[at] ^= value;
                        JudgeMessage(altered, isRequest);
                    }
                }
            }));
        }
    }

    private static IEnumerable<BadInput> OnTheWire()
    {
        foreach (var (index, request) in Samples.Requests.Index())
        {
            if (request is OpenSecureChannelRequest or CloseSecureChannelRequest)
            {
                continue;
            }

            var bytes = Wire.Encode(request);
            yield return new("C17", $"{request.GetType().Name} {index} cut and said to the server", arena => arena.AttackServerAsync(async rogue =>
            {
                await rogue.OpenAsync();
                for (var length = 0; length < bytes.Length; length += 9)
                {
                    Assert.IsType<ServiceFault>(await rogue.AskAsync(bytes[..length]));
                }
            }, "closed"), MayTake: bytes.Length / 9 * 24_000);
            yield return new("C18", $"{request.GetType().Name} {index} with rubbish behind, said to the server", arena => arena.AttackServerAsync(async rogue =>
            {
                await rogue.OpenAsync();
                await rogue.AskAsync([.. bytes, .. Random(2_000)]);
            }, "closed"));
        }
    }

    /// <summary>Counts in requests that promise elements without size or end.</summary>
    private static IEnumerable<BadInput> Counts()
    {
        (string What, uint Id, int Before)[] services =
            [("Read", 631, 12), ("Browse", 527, 30), ("BrowseNext", 533, 1), ("CreateMonitoredItems", 751, 8), ("DeleteMonitoredItems", 781, 4), ("Publish", 826, 0), ("DeleteSubscriptions", 847, 0), ("Write", 673, 0), ("Call", 712, 0), ("TranslateBrowsePaths", 554, 0)];
        foreach (var (what, id, before) in services)
        {
            foreach (var count in (int[])[-2, int.MaxValue, 0x1000_0000, 65_536])
            {
                yield return new("C16", $"{what} with {count} elements that are not there", arena => arena.AttackServerAsync(async rogue =>
                {
                    await rogue.OpenAsync();
                    var fault = await rogue.AskAsync(Request(id, [.. new byte[before], .. BitConverter.GetBytes(count)]));
                    Assert.Contains(fault.Header.ServiceResult.ToString(), (string[])["BadDecodingError", "BadEncodingLimitsExceeded", "BadSessionIdInvalid"]);
                }, "closed"));
            }
        }
    }

    private static IEnumerable<BadInput> Definitions()
    {
        var self = new StructureDefinition { DefaultEncodingId = new NodeId(5_001, 1), BaseDataType = new NodeId(5_000, 1), Fields = [new StructureField { Name = "self", DataType = new NodeId(5_000, 1) }] };
        (string What, byte[] Bytes, string Expected)[] definitions =
        [
            ("of itself is read as data", Definition(self), Taken), ("of kind 99", Definition(self with { Kind = (StructureKind)99 }), Taken), ("with 2^31-1 fields", [0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F], "BadDecodingError"),
            ("with -2 fields", [0, 0, 0, 0, 0, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF], "BadDecodingError"), ("with 10,000 fields", Definition(self with { Fields = [.. Enumerable.Repeat(self.Fields[0], 10_000)] }), Taken),
            ("of rank 2^31-1", Definition(self with { Fields = [self.Fields[0] with { ValueRank = int.MaxValue, ArrayDimensions = [uint.MaxValue, uint.MaxValue] }] }), Taken),
            ("of optional fields in a union", Definition(self with { Kind = StructureKind.Union, Fields = [self.Fields[0] with { IsOptional = true }] }), Taken),
        ];
        foreach (var (what, bytes, expected) in definitions)
        {
            yield return Alone("C12", $"a structure definition {what}", async _ => await Task.Run(() =>
                Assert.Contains(Judge(bytes, CodecLimits.Client, static (ref reader) => reader.ReadStructureDefinition()), (string[])[expected, "BadEncodingLimitsExceeded"])));
            foreach (var input in Decoders.OnTheWire("C12", $"a structure definition {what}", [1, 22, 1, 0, 122, 0, 1, .. BitConverter.GetBytes(bytes.Length), .. bytes]))
            {
                yield return input;
            }
        }
    }

    private static byte[] Definition(StructureDefinition definition)
    {
        using var output = new PooledBufferWriter();
        var writer = new UaWriter(output);
        writer.WriteStructureDefinition(definition);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
#pragma warning disable CA5394 // Rubbish, the same in each run.
        Chance.NextBytes(bytes);
#pragma warning restore CA5394
        return bytes;
    }
}
