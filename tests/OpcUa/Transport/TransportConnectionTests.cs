using CsCheck;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Transport;

public sealed class TransportConnectionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4_097)]
    [InlineData(int.MaxValue)]
    public async Task Chunks_come_out_whole_however_the_bytes_arrive(int piece)
    {
        byte[][] chunks = [Chunk("MSGF", 8), Chunk("MSGC", 8_192), Chunk("OPNF", 100), Chunk("CLOF", 5_000), Chunk("MSGA", 8_191)];
        await using var connection = Connect(new BytesStream([.. chunks.SelectMany(chunk => chunk)], piece));

        List<byte[]> received = [];
        while (await connection.ReadAsync(default) is { } chunk)
        {
            received.Add(chunk.Bytes.ToArray());
        }

        Assert.Equal(chunks, received);
    }

    [Theory]
    [InlineData("HELF", 7u, "BadTcpMessageTooLarge")]
    [InlineData("HELF", 0u, "BadTcpMessageTooLarge")]
    [InlineData("MSGF", 8_193u, "BadTcpMessageTooLarge")]
    [InlineData("MSGF", 0x7FFFFFFFu, "BadTcpMessageTooLarge")]
    [InlineData("OPNF", 0xFFFFFFFFu, "BadTcpMessageTooLarge")]
    [InlineData("ERRF", 0xFFFFFFFFu, "BadTcpMessageTooLarge")]
    [InlineData("RHEC", 8u, "BadTcpMessageTypeInvalid")]
    [InlineData("HELC", 8u, "BadTcpMessageTypeInvalid")]
    [InlineData("MSGX", 8u, "BadTcpMessageTypeInvalid")]
    [InlineData("GET ", 8u, "BadTcpMessageTypeInvalid")]
    [InlineData("SSH-", 8u, "BadTcpMessageTypeInvalid")]
    [InlineData("\u0016\u0003\u0001\u0002", 8u, "BadTcpMessageTypeInvalid")]
    public async Task A_wrong_header_is_refused_before_anything_follows(string letters, uint size, string status)
    {
        byte[] header = [.. System.Text.Encoding.ASCII.GetBytes(letters), .. BitConverter.GetBytes(size)];
        await using var connection = Connect(new BytesStream(header, hangsUp: false));

        var refusal = await Assert.ThrowsAsync<UaException>(async () => await connection.ReadAsync(default));

        Assert.Equal(status, refusal.Status.ToString());
    }

    [Fact]
    public async Task An_end_in_the_middle_of_a_chunk_is_an_error_at_every_byte()
    {
        var chunk = Chunk("MSGF", 64);
        for (var length = 1; length < chunk.Length; length++)
        {
            await using var connection = Connect(new BytesStream(chunk[..length]));
            var failure = await Assert.ThrowsAsync<UaException>(async () => await connection.ReadAsync(default));
            Assert.Equal(StatusCode.BadConnectionClosed, failure.Status);
        }
    }

    [Fact]
    public async Task The_peers_error_comes_out_as_its_status_without_its_control_letters()
    {
        var bytes = new ErrorMessage(StatusCode.BadTcpServerTooBusy, "busy\r\nINJECTED \u001b[31m").Encode();
        await using var connection = Connect(new BytesStream(bytes));

        var error = await Assert.ThrowsAsync<UaException>(async () => await connection.ReadAsync(default));

        Assert.Equal(StatusCode.BadTcpServerTooBusy, error.Status);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public async Task A_peer_that_stalls_in_the_middle_of_a_chunk_is_hung_up_on()
    {
        var time = new FakeTimeProvider();
        var limits = new TransportLimits();
        await using var connection = new TransportConnection(new BytesStream(Chunk("MSGF", 64)[..20], hangsUp: false), limits, time);

        var reading = connection.ReadAsync(default).AsTask();
        time.Advance(limits.StallTimeout);

        Assert.Equal(StatusCode.BadTimeout, (await Assert.ThrowsAsync<UaException>(() => reading)).Status);
    }

    [Fact]
    public async Task A_silent_peer_between_two_chunks_may_be_silent()
    {
        var time = new FakeTimeProvider();
        await using var connection = new TransportConnection(new BytesStream(Chunk("MSGF", 64), hangsUp: false), new TransportLimits(), time);
        await connection.ReadAsync(default);

        var reading = connection.ReadAsync(default).AsTask();
        time.Advance(TimeSpan.FromDays(1));

        Assert.False(reading.IsCompleted);
    }

    [Fact]
    public async Task A_chunk_carries_the_time_at_which_its_first_bytes_came()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var start = UaDateTime.Now(time).Ticks;
        var stream = new BytesStream([.. Chunk("MSGF", 64), .. Chunk("MSGF", 32)]);
        await using var connection = new TransportConnection(stream, new TransportLimits(), time);

        var first = await connection.ReadAsync(default);
        time.Advance(TimeSpan.FromSeconds(5));
        var second = await connection.ReadAsync(default); // came with the first, in one read

        Assert.Equal((start, start), (first!.Value.ReceivedTicks, second!.Value.ReceivedTicks));
    }

    [Fact]
    public Task Random_bytes_raise_only_the_one_exception() => Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, 6]).SampleAsync((bytes, start) =>
    {
        string[] starts = ["", "HELF", "ACKF", "ERRF\u0040\0\0\0", "MSGF\u0020\0\0\0", "OPNF", "CLOF"];
        return ReadAllAsync([.. System.Text.Encoding.ASCII.GetBytes(starts[start]), .. bytes]);
    }, iter: 2_000);

    private static async Task<bool> ReadAllAsync(byte[] bytes)
    {
        await using var connection = Connect(new BytesStream(bytes));
        try
        {
            while (await connection.ReadAsync(default) is not null)
            {
            }
        }
        catch (UaException)
        {
            // What is promised.
        }

        return true;
    }

    private static TransportConnection Connect(BytesStream stream) => new(stream, new TransportLimits(), TimeProvider.System);

    private static byte[] Chunk(string letters, int size)
    {
        var chunk = new byte[size];
        new Random(size).NextBytes(chunk);
        System.Text.Encoding.ASCII.GetBytes(letters, chunk);
        BitConverter.TryWriteBytes(chunk.AsSpan(4), size);
        return chunk;
    }
}
