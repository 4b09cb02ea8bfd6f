using System.Text;
using CsCheck;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Channels;

/// <summary>A server whose clients say wrong things: each is told why it is hung up on, and an honest client is served all along.</summary>
public sealed class HostileClientTests : IAsyncLifetime
{
    private const uint Channel = 101; // the first that ChannelPair gives out
    private readonly ChannelPair _pair = new ChannelPair().Start();

    public static TheoryData<string, byte[], string> Frames => new()
    {
        { "no hello", Wire.Open(), "BadTcpMessageTypeInvalid" },
        { "two hellos", [.. Wire.Hello(), .. Wire.Hello()], "BadTcpMessageTypeInvalid" },
        { "an acknowledge", Wire.Acknowledge(), "BadTcpMessageTypeInvalid" },
        { "HTTP", Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), "BadTcpMessageTypeInvalid" },
        { "a hello of 2 GiB", [.. "HELF"u8, 0xFF, 0xFF, 0xFF, 0x7F], "BadTcpMessageTooLarge" },
        { "a hello above 8,192", [.. "HELF"u8, 0x01, 0x20, 0, 0], "BadTcpMessageTooLarge" },
        { "a hello with trailing bytes", [.. Wire.Hello(), 1, 2, 3, 4, 5, 6, 7, 8, 9], "BadTcpMessageTypeInvalid" },
        { "a message before the channel", [.. Wire.Hello(), .. Wire.Message(0, 0, 1, 1, [1])], "BadTcpSecureChannelUnknown" },
        { "a close before the channel", [.. Wire.Hello(), .. Wire.Message(0, 0, 1, 1, [1], type: "CLO")], "BadTcpSecureChannelUnknown" },
        { "another's channel", [.. Wire.Hello(), .. Wire.Open(), .. Wire.Message(Channel + 1, 1, 2, 2, [1])], "BadTcpSecureChannelUnknown" },
        { "an unknown token", [.. Wire.Hello(), .. Wire.Open(), .. Wire.Message(Channel, 9, 2, 2, [1])], "BadSecureChannelTokenUnknown" },
        { "a skipped chunk", [.. Wire.Hello(), .. Wire.Open(), .. Wire.Message(Channel, 1, 3, 2, [1])], "BadSequenceNumberInvalid" },
        { "a replayed chunk", [.. Wire.Hello(), .. Wire.Open(), .. Wire.Message(Channel, 1, 1, 2, [1])], "BadSequenceNumberInvalid" },
        { "two issues", [.. Wire.Hello(), .. Wire.Open(), .. Wire.Open(2, channel: Channel)], "BadRequestTypeInvalid" },
        { "a renewal first", [.. Wire.Hello(), .. Wire.Open(type: SecurityTokenRequestType.Renew)], "BadRequestTypeInvalid" },
        { "a mode that does not go with the policy", [.. Wire.Hello(), .. Wire.Open(mode: MessageSecurityMode.Sign)], "BadSecurityModeRejected" },
        { "an open of another channel", [.. Wire.Hello(), .. Wire.Open(channel: 77)], "BadTcpSecureChannelUnknown" },
        {
            "mixed messages",
            [.. Wire.Hello(), .. Wire.Open(), .. Wire.Message(Channel, 1, 2, 2, [1], 'C'), .. Wire.Message(Channel, 1, 3, 3, [1], 'C')],
            "BadTcpMessageTypeInvalid"
        },
        { "an unknown chunk letter", [.. Wire.Hello(), .. Wire.Open(), .. Wire.Message(Channel, 1, 2, 2, [1], 'X')], "BadTcpMessageTypeInvalid" },
        { "a chunk too short for its headers", [.. Wire.Hello(), .. Wire.Open(), .. "MSGF"u8, 9, 0, 0, 0, 1], "BadDecodingError" },
        { "no end of chunks", [.. Wire.Hello(), .. Wire.Open(), .. Endless()], "BadTcpMessageTooLarge" },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task A_wrong_frame_is_answered_with_its_status(string what, byte[] said, string status)
    {
        var heard = await Wire.SayAsync(_pair.Url, said);

        Assert.Equal((what, status), (what, Wire.ErrorIn(heard)?.ToString()));
        await using var honest = await _pair.OpenAsync();
        Assert.Equal(3, await ChannelPair.AskAsync(honest, 3));
    }

    [Fact]
    public async Task Truncated_dialogues_end_at_every_byte_and_nobody_is_hurt()
    {
        byte[] dialogue = [.. Wire.Hello(), .. Wire.Open(), .. Wire.Message(Channel, 1, 2, 2, Wire.Encode(new ReadRequest()))];

        await Task.WhenAll(Enumerable.Range(0, dialogue.Length).Chunk(20).Select(async lengths =>
        {
            foreach (var length in lengths)
            {
                await Wire.SayAsync(_pair.Url, dialogue[..length], hangUp: true);
            }
        }));

        await using var honest = await _pair.OpenAsync();
        Assert.Equal(3, await ChannelPair.AskAsync(honest, 3));
    }

    [Fact]
    public async Task Random_bytes_at_every_stage_end_the_connection_while_an_honest_client_is_served()
    {
        byte[][] stages = [[], Wire.Hello(), [.. Wire.Hello(), .. Wire.Open()], [.. Wire.Hello(), .. "OPNF"u8, 0x40, 0, 0, 0]];
        await using var honest = await _pair.OpenAsync();

        await Gen.Select(Gen.Int[0, stages.Length - 1], Gen.Byte.Array[1, 200]).SampleAsync(
            async (stage, bytes) =>
            {
                await Wire.SayAsync(_pair.Url, [.. stages[stage], .. bytes], hangUp: true);
                return await ChannelPair.AskAsync(honest, 3) == 3;
            }, iter: 200);
    }

    [Fact]
    public async Task A_request_that_cannot_be_read_costs_only_that_request()
    {
        byte[] said =
        [
            .. Wire.Hello(), .. Wire.Open(), .. Wire.Message(Channel, 1, 2, 2, [1, 2, 3]), .. Wire.Message(Channel, 1, 3, 3, []),
            .. Wire.Message(Channel, 1, 4, 4, Wire.Encode(new ReadRequest())), .. Wire.Message(Channel, 1, 5, 5, [], type: "CLO"),
        ];

        var heard = await Wire.SayAsync(_pair.Url, said);

        Assert.Null(Wire.ErrorIn(heard));
        Assert.Equal(1, _pair.Answered);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    /// <summary>More intermediate chunks than the 256 that are accepted.</summary>
    private static byte[] Endless() =>
        [.. Enumerable.Range(0, 300).SelectMany(i => Wire.Message(Channel, 1, 2 + (uint)i, 2, new byte[100], 'C'))];
}
