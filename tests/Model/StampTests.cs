using System.Buffers.Binary;

namespace IndustrialGateway.Model;

/// <summary>Test packets of STAMP, octet by octet (RFC 8762 §4.2.1 and §4.3.1).</summary>
public sealed class StampTests
{
    private static readonly DateTimeOffset Sent = new(2026, 11, 26, 12, 0, 0, 500, TimeSpan.Zero);
    private static readonly DateTimeOffset Received = Sent.AddMilliseconds(10);

    [Fact]
    public void A_test_packet_holds_number_time_error_and_session()
    {
        var packet = new byte[Stamp.Bytes];
        Stamp.WriteTest(packet, 0x01020304, session: 0x0A0B, Sent);

        // 2026-11-26T12:00:00Z is 4,004,683,200 s after 1900 (RFC 5905 §6); half a second is half of 2^32.
        Assert.Equal(
            Convert.FromHexString("01020304" + "EEB29DC0" + "80000000" + "0001" + "0A0B" + new string('0', 56)), packet);
        Assert.Equal(4_004_683_200, (Sent - new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero)).Ticks / TimeSpan.TicksPerSecond);
    }

    [Fact]
    public void The_reflector_copies_what_the_sender_said_and_adds_its_own_times()
    {
        var packet = new byte[Stamp.Bytes + 4];
        Stamp.WriteTest(packet, 7, session: 0x0A0B, Sent);
        packet[^1] = 0x55;
        var test = packet.ToArray();

        Assert.True(Stamp.TryReflect(packet, Received, Received.AddMilliseconds(1)));

        Assert.Equal(7u, BinaryPrimitives.ReadUInt32BigEndian(packet));
        Assert.Equal(0x0A0B, BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(14)));
        Assert.Equal(test[..12], packet[24..36]);
        Assert.Equal(test[12..14], packet[36..38]);
        Assert.Equal((255, 0x55), (packet[40], packet[^1]));
        Assert.True(TimeAt(packet, 16) > TimeAt(test, 4) && TimeAt(packet, 4) > TimeAt(packet, 16));
        Assert.True(Stamp.TryReadAnswer(packet, 0x0A0B, out var sequence));
        Assert.Equal(7u, sequence);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Stamp.Bytes - 1)]
    [InlineData(Stamp.MaxBytes + 1)]
    public void What_is_too_short_or_too_long_is_no_test(int length) =>
        Assert.False(Stamp.TryReflect(new byte[length], Received, Received));

    [Fact]
    public void An_answer_is_no_test_so_that_two_reflectors_do_not_answer_one_another()
    {
        var packet = new byte[Stamp.Bytes];
        Stamp.WriteTest(packet, 7, session: 3, Sent);
        Stamp.TryReflect(packet, Received, Received);

        Assert.False(Stamp.IsTest(packet));
        Assert.False(Stamp.TryReflect(packet, Received, Received));
    }

    [Fact]
    public void An_answer_of_another_session_is_not_ours()
    {
        var packet = new byte[Stamp.Bytes];
        Stamp.WriteTest(packet, 7, session: 3, Sent);
        Stamp.TryReflect(packet, Received, Received);

        Assert.False(Stamp.TryReadAnswer(packet, 4, out _));
        Assert.False(Stamp.TryReadAnswer(packet.AsSpan(0, 20), 3, out _));
    }

    private static ulong TimeAt(byte[] packet, int at) => BinaryPrimitives.ReadUInt64BigEndian(packet.AsSpan(at));
}
