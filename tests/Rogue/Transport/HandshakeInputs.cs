using System.Text;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Tests.Channels;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Rogue.Tests.Raw;
using static IndustrialGateway.Rogue.Tests.Transport.Steps;

namespace IndustrialGateway.Rogue.Tests.Transport;

/// <summary>A7 to A10 and A12: buffers and URLs of the handshake, errors, what scanners say, reverse hellos.</summary>
internal static class HandshakeInputs
{
    private static readonly byte[] Url = "opc.tcp://127.0.0.1"u8.ToArray();
    private static readonly byte[] Read = Wire.Encode(new ReadRequest());

    public static IEnumerable<BadInput> All => [.. Buffers(), .. Urls(), .. Errors(), .. Scanners(), .. ReverseHellos()];

    private static IEnumerable<BadInput> Buffers()
    {
        foreach (var size in (uint[])[0, 1, 8, 1_024, 8_191])
        {
            yield return ToServer("A7", $"HEL that receives {size}", Chunks.Handshake("HEL", receive: size, url: Url), "BadConnectionRejected");
            yield return ToServer("A7", $"HEL that sends {size}", Chunks.Handshake("HEL", send: size, url: Url), "BadConnectionRejected");
            yield return First("A7", $"ACK that receives {size}", Chunks.Handshake("ACK", receive: size), "BadConnectionRejected");
            yield return First("A7", $"ACK that sends {size}", Chunks.Handshake("ACK", send: size), "BadConnectionRejected");
        }

        foreach (var size in (uint[])[65_537, 0x8000_0000, uint.MaxValue])
        {
            yield return ToServer("A7", $"HEL with buffers of {size}, which are cut down", Chunks.Handshake("HEL", receive: size, send: size, url: Url), "closed");
            yield return First("A7", $"ACK that receives {size}", Chunks.Handshake("ACK", receive: size), "BadTcpMessageTooLarge");
            yield return First("A7", $"ACK that sends {size}", Chunks.Handshake("ACK", send: size), "BadTcpMessageTooLarge");
        }

        foreach (var size in (uint[])[65_537, 70_000, 1_000_000, int.MaxValue])
        {
            yield return InChannel("A7", $"a chunk of {size} bytes, above what was agreed, to a server", _ => [.. Chunks.Header("MSG", size), .. new byte[100]], "BadTcpMessageTooLarge");
            yield return Later("A7", $"a chunk of {size} bytes, above what was agreed, to a client", (_, _) => [.. Chunks.Header("MSG", size), .. new byte[100]], "BadTcpMessageTooLarge");
        }

        yield return ToServer("A7", "a chunk above the small buffer that HEL asked for",
            [.. Chunks.Handshake("HEL", send: 8_192, url: Url), .. Chunks.Header("OPN", 8_193), .. new byte[100]], "BadTcpMessageTooLarge");
        foreach (var chunks in (uint[])[1, uint.MaxValue])
        {
            yield return new("A7", $"HEL that takes messages of 1 byte in {chunks} chunks", arena => arena.AttackServerAsync(async rogue =>
            {
                await rogue.SayAsync(Chunks.Handshake("HEL", maxMessage: 1, maxChunks: chunks, url: Url));
                await rogue.HearAsync();
                await rogue.SayAsync(Wire.Open());
                await rogue.HearAsync();
                await rogue.SayAsync(Wire.Message(1, 1, 2, 2, Read));
            }));
        }
    }

    private static IEnumerable<BadInput> Urls()
    {
        (string What, byte[] Bytes)[] fine =
        [
            ("none", []), ("one with a user and dots", "opc.tcp://a@b:1/../"u8.ToArray()), ("NUL", "opc.tcp://a\0b"u8.ToArray()),
            ("a script", "<script>alert(1)</script>"u8.ToArray()), ("new lines", "opc.tcp://a\r\n2026-01-01 ERROR forged"u8.ToArray()),
            ("right-to-left", "opc.tcp://\u202Eevil"u8.ToArray()), ("4,096 bytes", [.. Url, .. Enumerable.Repeat((byte)'a', 4_096 - Url.Length)]),
            ("HTTP", "http://[::1]:80/"u8.ToArray()), ("port 99999", "opc.tcp://a:99999"u8.ToArray()), ("a formula", "=cmd|' /C calc'!A0"u8.ToArray()),
        ];
        foreach (var (what, bytes) in fine)
        {
            yield return new("A8", $"{what} as URL is taken, and what is described stays sane", arena => arena.AttackServerAsync(async rogue =>
            {
                await rogue.SayAsync(Chunks.Handshake("HEL", url: bytes));
                Assert.Equal("ACKF", Heard.Kind(await rogue.HearAsync()));
            }, "closed"));
            yield return new("A8", $"{what} as URL of GetEndpoints", arena => arena.AttackServerAsync(async rogue =>
            {
                await rogue.OpenAsync();
                var response = Assert.IsType<GetEndpointsResponse>(await rogue.AskAsync(new GetEndpointsRequest { EndpointUrl = Encoding.UTF8.GetString(bytes) }));
                Assert.All(response.Endpoints, endpoint => Assert.True(Uri.IsWellFormedUriString(endpoint.EndpointUrl, UriKind.Absolute), endpoint.EndpointUrl));
            }, "closed"));
        }

        (string What, byte[] Bytes, int? Length)[] refused =
        [
            ("4,097 bytes", new byte[4_097], null), ("8,000 bytes", [.. Enumerable.Repeat((byte)'a', 8_000)], null), ("a length of 1 MiB", Url, 1024 * 1024),
            ("a length of 2 GiB", Url, int.MaxValue), ("a length of -2", Url, -2), ("not UTF-8", [0xFF, 0xFE], null), ("a lone surrogate", [0xED, 0xA0, 0x80], null),
            ("overlong", [0xC0, 0xAF], null), ("cut in a letter", [0x61, 0xE4, 0xB8], null),
        ];
        foreach (var (what, bytes, length) in refused)
        {
            yield return ToServer("A8", $"{what} as URL", Chunks.Handshake("HEL", url: bytes, urlLength: length), "BadTcpEndpointUrlInvalid");
        }

        yield return ToServer("A8", "1 MiB as URL", Chunks.Handshake("HEL", url: new byte[1024 * 1024]), "BadTcpMessageTooLarge", "closed");
    }

    private static IEnumerable<BadInput> Errors()
    {
        (string What, byte[] Bytes, string Status)[] errors =
        [
            ("a reason of 1 GiB", Chunks.Whole("ERR", Chunks.Numbers(0x8080_0000, 0x4000_0000)), "BadDecodingError"),
            ("a reason of -2", Chunks.Whole("ERR", Chunks.Numbers(0x8080_0000, unchecked((uint)-2))), "BadDecodingError"),
            ("a reason of 8,000 bytes", Chunks.Whole("ERR", [.. Chunks.Numbers(0x8001_0000, 8_000), .. new byte[8_000]]), "BadDecodingError"),
            ("a reason that is not UTF-8", Chunks.Whole("ERR", [.. Chunks.Numbers(0x8001_0000, 1), 0xFF]), "BadDecodingError"),
            ("no reason", Chunks.Whole("ERR", Chunks.Numbers(0x807D_0000, uint.MaxValue)), "BadTcpServerTooBusy"),
            ("a good status", Chunks.Whole("ERR", Chunks.Numbers(0, uint.MaxValue)), "BadConnectionClosed"),
            ("a reason with lines of a log", new ErrorMessage(StatusCode.BadTcpServerTooBusy, "x\r\n2026-01-01 [Error] forged\u2028\u202Eevil\u0085").Encode(), "BadTcpServerTooBusy"),
            ("a reason of 4,096 letters", Chunks.Whole("ERR", [.. Chunks.Numbers(0x807D_0000, 4_096), .. Enumerable.Repeat((byte)'a', 4_096)]), "BadTcpServerTooBusy"),
            ("a reason of 1,365 Chinese letters", Chunks.Whole("ERR", [.. Chunks.Numbers(0x807D_0000, 4_095), .. Encoding.UTF8.GetBytes(new string('龍', 1_365))]), "BadTcpServerTooBusy"),
        ];
        foreach (var (what, bytes, status) in errors)
        {
            yield return First("A9", $"ERR to a client first: {what}", bytes, status);
            yield return Later("A9", $"ERR in a client's channel: {what}", (_, _) => bytes, status);
            yield return new("A9", $"ERR to a server first: {what}", arena => arena.AttackServerAsync(rogue => rogue.SayAsync(bytes)));
            yield return InChannel("A9", $"ERR in a server's channel: {what}", _ => bytes);
            yield return Later("A9", $"ERR in the middle of a message: {what}", (rogue, id) => [.. rogue.Seal(id, [1], ChunkKind.Intermediate), .. bytes], status);
        }
    }

    private static IEnumerable<BadInput> Scanners()
    {
        (string What, byte[] Bytes)[] greetings =
        [
            ("HTTP", "GET / HTTP/1.1\r\nHost: plant\r\n\r\n"u8.ToArray()), ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray()),
            ("a TLS ClientHello", Convert.FromHexString("16030100A5010000A10303" + new string('A', 300))), ("SSH", "SSH-2.0-OpenSSH_9.6\r\n"u8.ToArray()),
            ("Modbus", Convert.FromHexString("000100000006010300000001")), ("S7", Convert.FromHexString("0300001611E00000000100C1020100C2020102C0010A")),
            ("SIP", "OPTIONS sip:nm SIP/2.0\r\n\r\n"u8.ToArray()), ("RDP", Convert.FromHexString("030000130EE000000000000100080003000000")),
            ("zeros", new byte[1_000]), ("ones", Enumerable.Repeat((byte)0xFF, 1_000).ToArray()), ("MQTT", Convert.FromHexString("101000044D5154540402003C000474657374")),
            .. Enumerable.Range(0, 10).Select(seed => ($"random bytes {seed}", Random(seed))),
        ];
        foreach (var (what, bytes) in greetings)
        {
            yield return ToServer("A10", $"{what} to a server", bytes, "BadTcpMessageTypeInvalid", "closed");
            yield return First("A10", $"{what} to a client", bytes, "BadTcpMessageTypeInvalid");
        }

        yield return ToServer("A10", "nothing", [], "closed", "BadConnectionClosed");
        yield return ToServer("A10", "one byte", [0x48], "BadConnectionClosed");
    }

    private static IEnumerable<BadInput> ReverseHellos()
    {
        byte[] uri = "urn:nobody"u8.ToArray();
        byte[] reverse = Chunks.Whole("RHE", [.. BitConverter.GetBytes(uri.Length), .. uri, .. BitConverter.GetBytes(Url.Length), .. Url]);
        yield return ToServer("A12", "a server is told a reverse hello", reverse, "BadTcpMessageTypeInvalid");
        yield return ToServer("A12", "a flood of reverse hellos", Chunks.Repeat(reverse, 1_000), "BadTcpMessageTypeInvalid", "closed");
        yield return InChannel("A12", "a reverse hello in a channel", _ => reverse, "BadTcpMessageTypeInvalid");
        yield return First("A12", "a client that did not ask for one", reverse, "BadTcpMessageTypeInvalid");
        yield return Later("A12", "a reverse hello in a client's channel", (_, _) => reverse, "BadTcpMessageTypeInvalid");
    }

    private static byte[] Random(int seed)
    {
        var bytes = new byte[500];
#pragma warning disable CA5394 // The same bytes each time.
        new Random(seed).NextBytes(bytes);
#pragma warning restore CA5394
        bytes[0] |= 0x80; // no letter of a message type
        return bytes;
    }
}
