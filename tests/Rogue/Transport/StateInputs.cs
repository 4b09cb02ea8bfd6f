using System.Text;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Tests.Channels;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Rogue.Tests.Raw;
using static IndustrialGateway.Rogue.Tests.Transport.Steps;

namespace IndustrialGateway.Rogue.Tests.Transport;

/// <summary>A2, A3, A5, A6: rejected first messages with more behind them, messages at the wrong time, unknown letters, chunks without an end.</summary>
internal static class StateInputs
{
    private static readonly byte[] Read = Wire.Encode(new ReadRequest());

    public static IEnumerable<BadInput> All => [.. Trailing(), .. Order(), .. Letters(), .. Interleaved()];

    private static IEnumerable<BadInput> Trailing()
    {
        (string What, byte[] First, string Status)[] rejected =
        [
            ("a HEL with a buffer of 0", Chunks.Handshake("HEL", receive: 0, url: [0x61]), "BadConnectionRejected"),
            ("a MSG", Wire.Message(0, 0, 1, 1, [1]), "BadTcpMessageTypeInvalid"),
            ("an unknown type", Chunks.Whole("XYZ", new byte[8]), "BadTcpMessageTypeInvalid"),
            ("a HEL of 2 GiB", Chunks.Header("HEL", int.MaxValue), "BadTcpMessageTooLarge"),
            ("a HEL without numbers", Chunks.Whole("HEL", []), "BadDecodingError"),
        ];
        foreach (var (what, first, status) in rejected)
        {
            foreach (var more in (int[])[1, 7, 8, 100, 8_192, 60_000, 200_000])
            {
                // More than one read of the socket may end in a reset, which takes the ERR with it.
                string[] expected = more > 8_192 ? [status, "closed"] : [status];
                yield return ToServer("A2", $"{what} and {more} bytes behind it", [.. first, .. Enumerable.Repeat((byte)0x41, more)], expected);
            }
        }
    }

    private static IEnumerable<BadInput> Order() =>
    [
        ToServer("A3", "MSG before HEL", Wire.Message(0, 0, 1, 1, [1]), "BadTcpMessageTypeInvalid"),
        ToServer("A3", "OPN before HEL", Wire.Open(), "BadTcpMessageTypeInvalid"),
        ToServer("A3", "CLO before HEL", Wire.Message(0, 0, 1, 1, [1], type: "CLO"), "BadTcpMessageTypeInvalid"),
        ToServer("A3", "ACK to a server", Wire.Acknowledge(), "BadTcpMessageTypeInvalid"),
        ToServer("A3", "a second HEL", [.. Wire.Hello(), .. Wire.Hello()], "BadTcpMessageTypeInvalid"),
        ToServer("A3", "a HEL and 200 more", [.. Wire.Hello(), .. Chunks.Repeat(Wire.Hello(), 200)], "BadTcpMessageTypeInvalid"),
        ToServer("A3", "ACK after HEL", [.. Wire.Hello(), .. Wire.Acknowledge()], "BadTcpMessageTypeInvalid"),
        ToServer("A3", "MSG after HEL", [.. Wire.Hello(), .. Wire.Message(0, 0, 1, 1, [1])], "BadTcpSecureChannelUnknown"),
        ToServer("A3", "CLO after HEL", [.. Wire.Hello(), .. Wire.Message(0, 0, 1, 1, [1], type: "CLO")], "BadTcpSecureChannelUnknown"),
        ToServer("A3", "a renewal before an issue", [.. Wire.Hello(), .. Wire.Open(type: SecurityTokenRequestType.Renew)], "BadRequestTypeInvalid"),
        ToServer("A3", "an OPN for a channel that is not", [.. Wire.Hello(), .. Wire.Open(channel: 77)], "BadTcpSecureChannelUnknown"),
        ToServer("A3", "a mode without its policy", [.. Wire.Hello(), .. Wire.Open(mode: MessageSecurityMode.Sign)], "BadSecurityModeRejected"),
        ToServer("A3", "an invalid mode", [.. Wire.Hello(), .. Wire.Open(mode: (MessageSecurityMode)99)], "BadSecurityModeRejected"),
        ToServer("A3", "an OPN that is a Read", [.. Wire.Hello(), .. OpenOf(Read)], "BadTcpMessageTypeInvalid"),
        InChannel("A3", "a HEL in the channel", _ => Wire.Hello(), "BadTcpMessageTypeInvalid"),
        InChannel("A3", "an ACK in the channel", _ => Wire.Acknowledge(), "BadTcpMessageTypeInvalid"),
        InChannel("A3", "a second issue", rogue => Wire.Open(2, channel: rogue.ChannelId), "BadRequestTypeInvalid"),
        InChannel("A3", "a chunk shorter than its headers", _ => Chunks.Whole("MSG", new byte[3]), "BadDecodingError"),
        InChannel("A3", "a MSG after CLO", rogue => [.. rogue.Seal(Read, type: MessageType.CloseChannel), .. rogue.Seal(Read)], "closed"),
        First("A3", "HEL to a client", Wire.Hello(), "BadTcpMessageTypeInvalid"),
        First("A3", "OPN to a client before ACK", Wire.Opened(), "BadTcpMessageTypeInvalid"),
        First("A3", "MSG to a client before ACK", Wire.Message(5, 1, 1, 1, [1]), "BadTcpMessageTypeInvalid"),
        First("A3", "two ACK", [.. Wire.Acknowledge(), .. Wire.Acknowledge()], "BadTcpMessageTypeInvalid"),
        First("A3", "MSG to a client before OPN", [.. Wire.Acknowledge(), .. Wire.Message(5, 1, 1, 1, [1])], "BadTcpSecureChannelUnknown"),
        First("A3", "CLO to a client before OPN", [.. Wire.Acknowledge(), .. Wire.Message(5, 1, 1, 1, [1], type: "CLO")], "BadSecureChannelClosed"),
        Later("A3", "HEL in a client's channel", (_, _) => Wire.Hello(), "BadTcpMessageTypeInvalid"),
        Later("A3", "ACK in a client's channel", (_, _) => Wire.Acknowledge(), "BadTcpMessageTypeInvalid"),
        Later("A3", "an OPN that nobody asked for", (_, _) => Wire.Opened(sequence: 2, requestId: 9), "BadTcpMessageTypeInvalid"),
        Later("A3", "a CLO in a client's channel", (rogue, id) => rogue.Seal(id, [1], type: MessageType.CloseChannel), "BadSecureChannelClosed"),
    ];

    private static IEnumerable<BadInput> Letters()
    {
        foreach (var kind in "XfBDa\0\u00FF ")
        {
            var name = $"chunk letter 0x{(int)kind:X2}";
            yield return InChannel("A5", $"{name} to a server", rogue => Spoiled(rogue.Seal(Read), 3, (byte)kind), "BadTcpMessageTypeInvalid");
            yield return Later("A5", $"{name} to a client", (rogue, id) => Spoiled(rogue.Seal(id, [1]), 3, (byte)kind), "BadTcpMessageTypeInvalid");
        }

        foreach (var type in (string[])["XXX", "msg", "MSH", "\0\0\0", "GET", "RHE"])
        {
            var name = $"type {Convert.ToHexString(Encoding.ASCII.GetBytes(type))}";
            yield return InChannel("A5", $"{name} to a server", _ => Chunks.Whole(type, new byte[16]), "BadTcpMessageTypeInvalid");
            yield return Later("A5", $"{name} to a client", (_, _) => Chunks.Whole(type, new byte[16]), "BadTcpMessageTypeInvalid");
        }

        foreach (var type in (MessageType[])[MessageType.OpenChannel, MessageType.CloseChannel])
        {
            foreach (var kind in (ChunkKind[])[ChunkKind.Intermediate, ChunkKind.Abort])
            {
                yield return InChannel("A5", $"{type} as {kind}", rogue => rogue.Seal(Read, kind, type), "BadTcpMessageTypeInvalid");
            }
        }

        yield return InChannel("A5", "abort chunks in a loop to a server", rogue => Many(5_000, _ => rogue.Seal(Abort, ChunkKind.Abort)), "closed")
            with
        { MayTake = 5_000 * 300 }; // making the chunks
        yield return InChannel("A5", "aborts of what was begun, in a loop", rogue => Many(5_000, i => rogue.Seal(
            i % 2 == 0 ? Read : Abort, i % 2 == 0 ? ChunkKind.Intermediate : ChunkKind.Abort, request: 9)), "closed")
            with
        { MayTake = 5_000 * 300 };
        yield return InChannel("A5", "an abort that says nothing", rogue => rogue.Seal([], ChunkKind.Abort), "closed");
        yield return InChannel("A5", "an abort with a reason of 2 GiB", rogue => rogue.Seal(
            Chunks.Numbers(0x8000_0000, int.MaxValue), ChunkKind.Abort), "closed");
        yield return InChannel("A5", "C for ever, never F, to a server", rogue => Many(100, _ => rogue.Seal(new byte[100], ChunkKind.Intermediate, request: 9)), "BadTcpMessageTooLarge");
        yield return InChannel("A5", "empty C for ever", rogue => Many(100, _ => rogue.Seal([], ChunkKind.Intermediate, request: 9)), "BadTcpMessageTooLarge");
        yield return InChannel("A5", "large C for ever", rogue => Many(20, _ => rogue.Seal(new byte[65_000], ChunkKind.Intermediate, request: 9)), "BadTcpMessageTooLarge", "closed")
            with
        { MayTake = 20 * 65_000 * 6 };
        yield return Later("A5", "C for ever, never F, to a client", (rogue, id) => Many(300, _ => rogue.Seal(id, new byte[100], ChunkKind.Intermediate)), "BadTcpMessageTooLarge");
        yield return Later("A5", "empty C for ever to a client", (rogue, id) => Many(300, _ => rogue.Seal(id, [], ChunkKind.Intermediate)), "BadTcpMessageTooLarge");
        yield return Later("A5", "large C for ever to a client", (rogue, id) => Many(80, _ => rogue.Seal(id, new byte[60_000], ChunkKind.Intermediate)), "BadTcpMessageTooLarge")
            with
        { MayTake = 80 * 60_000 * 6 };
        yield return Later("A5", "abort chunks in a loop to a client", (rogue, id) => [
            .. Many(3_000, i => rogue.Seal(id + 1 + (uint)i, Abort, ChunkKind.Abort)), .. rogue.Seal(id, Abort, ChunkKind.Abort)], "BadResponseTooLarge")
            with
        { MayTake = 3_000 * 600 }; // a line for the log of each, too
        yield return Later("A5", "an abort that says nothing to a client", (rogue, id) => rogue.Seal(id, [], ChunkKind.Abort), "BadDecodingError");
    }

    private static IEnumerable<BadInput> Interleaved()
    {
        foreach (var count in (int[])[2, 100, 10_000])
        {
            yield return InChannel("A6", $"chunks of {count} messages mixed to a server",
                rogue => Many(count, i => rogue.Seal([1], ChunkKind.Intermediate, request: 100 + (uint)i)), "BadTcpMessageTypeInvalid", "closed")
                with
            { MayTake = count * 200L }; // making the chunks
            yield return Later("A6", $"chunks of {count} messages mixed to a client",
                (rogue, id) => Many(count, i => rogue.Seal(id + (uint)i, [1], ChunkKind.Intermediate)), "BadTcpMessageTypeInvalid")
                with
            { MayTake = count * 200L };
        }

        yield return InChannel("A6", "a whole message in the middle of another",
            rogue => [.. rogue.Seal([1], ChunkKind.Intermediate, request: 8), .. rogue.Seal(Read, request: 9)], "BadTcpMessageTypeInvalid");
        yield return InChannel("A6", "an abort of another message in the middle",
            rogue => [.. rogue.Seal([1], ChunkKind.Intermediate, request: 8), .. rogue.Seal(Abort, ChunkKind.Abort, request: 9)], "BadTcpMessageTypeInvalid");
        yield return Later("A6", "a whole message in the middle of another to a client",
            (rogue, id) => [.. rogue.Seal(id, [1], ChunkKind.Intermediate), .. rogue.Seal(id + 1, Read)], "BadTcpMessageTypeInvalid");
    }

    private static byte[] Abort => [.. Chunks.Numbers(StatusCode.BadResponseTooLarge.Value, 3), .. "why"u8];
}
