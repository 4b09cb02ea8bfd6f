using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Tests.Channels;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Rogue.Tests.Raw;

namespace IndustrialGateway.Rogue.Tests.Decoding;

/// <summary>Decodes bytes directly, as a server and as a client, and judges each time: a value or a refusal, within four times the bytes and 1 MiB.</summary>
internal static class Decoders
{
    public const string Taken = "taken";

    // The exception with its text and stack comes on top of what the limits allow.
    private const int OfTheException = 32_768;
    private static readonly byte[] RequestHeader = Wire.Encode(new CloseSecureChannelRequest())[4..];
    private static readonly byte[] ResponseHeader = Wire.Encode(new CloseSecureChannelResponse())[4..];

    public delegate void Reading(ref UaReader reader);

    /// <summary>A request of any encoding id with any body.</summary>
    public static byte[] Request(uint id, params byte[] body) => [1, 0, (byte)id, (byte)(id >> 8), .. RequestHeader, .. body];

    public static byte[] Response(uint id, params byte[] body) => [1, 0, (byte)id, (byte)(id >> 8), .. ResponseHeader, .. body];

    /// <summary>A Write of one value.</summary>
    public static byte[] Write(byte[] dataValue) => Request(673, [1, 0, 0, 0, 0, 85, 13, 0, 0, 0, 255, 255, 255, 255, .. dataValue]);

    /// <summary>The answer to a Read of one value.</summary>
    public static byte[] Read(byte[] dataValue) => Response(634, [1, 0, 0, 0, .. dataValue, 255, 255, 255, 255]);

    public static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    /// <summary>What becomes of the bytes: "taken" or the name of the refusal.</summary>
    public static string Judge(byte[] bytes, CodecLimits limits, Reading read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var outcome = Taken;
        try
        {
            var reader = new UaReader(bytes, limits);
            read(ref reader);
        }
        catch (UaException refusal)
        {
            outcome = refusal.Status.ToString();
            Assert.Contains(outcome, (string[])["BadDecodingError", "BadEncodingLimitsExceeded"]);
        }

        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(taken, 0, (4L * bytes.Length) + (1024 * 1024) + OfTheException);
        return outcome;
    }

    public static string JudgeMessage(byte[] message, bool isRequest)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var outcome = Taken;
        try
        {
            _ = isRequest ? (ServiceMessage)ServiceMessages.DecodeRequest(message, CodecLimits.Server) : ServiceMessages.DecodeResponse(message, CodecLimits.Client);
        }
        catch (UaException refusal)
        {
            outcome = refusal.Status.ToString();
            Assert.Contains(outcome, (string[])["BadDecodingError", "BadEncodingLimitsExceeded", "BadUnknownResponse"]);
        }

        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(taken, 0, (4L * message.Length) + (1024 * 1024) + OfTheException);
        return outcome;
    }

    /// <summary>A Variant, decoded alone by both sides; <paramref name="expected"/> is for the client, whose limits are the wider ones.</summary>
    public static BadInput Value(string id, string what, byte[] bytes, params string[] expected) => Alone(id, what, async _ => await Task.Run(() =>
    {
        Judge(bytes, CodecLimits.Server, static (ref reader) => reader.ReadVariant());
        Assert.Contains(Judge(bytes, CodecLimits.Client, static (ref reader) => reader.ReadVariant()), expected);
    }));

    /// <summary>A DataValue to the server in a Write, and to the client in the answer to its Read.</summary>
    public static IEnumerable<BadInput> OnTheWire(string id, string what, byte[] dataValue)
    {
        yield return new(id, $"{what}, in a request", async arena => await arena.AttackServerAsync(async rogue =>
        {
            await rogue.OpenAsync();
            var fault = await rogue.AskAsync(Write(dataValue));
            Assert.Contains(fault.Header.ServiceResult.ToString(), (string[])["BadDecodingError", "BadEncodingLimitsExceeded", "BadSessionIdInvalid"]);
        }, "closed"), MayTake: 4 * dataValue.Length);
        yield return new(id, $"{what}, in a response", async arena => await arena.AttackClientAsync(rogue => rogue.ServeAsync(async (connection, request, asked) =>
        {
            if (asked is not ReadRequest)
            {
                return false;
            }

            await connection.AnswerAsync(request, Read(dataValue));
            return true;
        }), "BadDecodingError", "BadEncodingLimitsExceeded", "BadUnknownResponse"), MayTake: (8 * dataValue.Length) + (1024 * 1024));
    }

    public static BadInput Alone(string id, string what, Func<Arena, Task> run) => new(id, what, run, MayTake: 64 * 1024 * 1024); // measured on its own thread

    public static byte[] Repeated(string head, string layer, int depth, string tail = "") => [.. Hex(head), .. Chunks.Repeat(Hex(layer), depth), .. Hex(tail)];
}
