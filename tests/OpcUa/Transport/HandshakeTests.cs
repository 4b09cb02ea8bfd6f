using System.Text;
using CsCheck;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Transport;

public sealed class HandshakeTests
{
    private static readonly TransportLimits Own = new();

    [Fact]
    public async Task The_server_takes_the_smaller_buffers_and_the_clients_limits()
    {
        var stream = new BytesStream(new Hello(20_000, 100_000, 5_000_000, 99, "opc.tcp://machine:4840").Encode());
        await using var connection = new TransportConnection(stream, Own, TimeProvider.System);

        await Handshake.WelcomeAsync(connection, Own, default);

        Assert.Equal(new NegotiatedLimits(20_000, 65_536, 5_000_000, 99, Own.MaxMessageSize, Own.MaxChunkCount), connection.Limits);
        Assert.Equal("opc.tcp://machine:4840", connection.EndpointUrl);
        Assert.Equal(new Acknowledge(65_536, 20_000, (uint)Own.MaxMessageSize, (uint)Own.MaxChunkCount), Acknowledge.Decode(stream.Heard.ToArray()));
    }

    [Theory]
    [InlineData(0u, 65_536u)]
    [InlineData(65_536u, 1u)]
    [InlineData(8_191u, 8_192u)]
    [InlineData(65_537u, 65_536u)]
    [InlineData(65_536u, 0xFFFFFFFFu)]
    public async Task The_client_refuses_buffers_too_small_or_larger_than_it_offered(uint receive, uint send)
    {
        var stream = new BytesStream(new Acknowledge(receive, send, 0, 0).Encode());
        await using var connection = new TransportConnection(stream, Own, TimeProvider.System);

        await Assert.ThrowsAsync<UaException>(async () => await Handshake.GreetAsync(connection, "opc.tcp://m:1", Own, default));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(8_191u)]
    public async Task The_server_refuses_buffers_too_small(uint size)
    {
        var stream = new BytesStream(new Hello(size, 65_536, 0, 0, "").Encode());
        await using var connection = new TransportConnection(stream, Own, TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<UaException>(async () => await Handshake.WelcomeAsync(connection, Own, default));

        Assert.Equal(StatusCode.BadConnectionRejected, refusal.Status);
    }

    [Fact]
    public async Task A_url_too_long_or_not_UTF8_is_refused_as_such()
    {
        var tooLong = new Hello(65_536, 65_536, 0, 0, new string('x', TransportLimits.MaxEndpointUrlLength + 1)).Encode();
        var wrongLength = new Hello(65_536, 65_536, 0, 0, "opc.tcp://m").Encode();
        BitConverter.TryWriteBytes(wrongLength.AsSpan(28), int.MaxValue);
        var notText = new Hello(65_536, 65_536, 0, 0, "opc.tcp://m").Encode();
        notText[40] = 0xFF;

        Assert.Equal(StatusCode.BadTcpEndpointUrlInvalid, await WelcomeAsync(tooLong));
        Assert.Equal(StatusCode.BadTcpEndpointUrlInvalid, await WelcomeAsync(wrongLength));
        Assert.Equal(StatusCode.BadTcpEndpointUrlInvalid, await WelcomeAsync(notText));
    }

    [Fact]
    public async Task The_wrong_message_first_is_refused()
    {
        Assert.Equal(StatusCode.BadTcpMessageTypeInvalid, await WelcomeAsync(new Acknowledge(65_536, 65_536, 0, 0).Encode()));
        Assert.Equal(StatusCode.BadTcpMessageTypeInvalid, await WelcomeAsync([.. Encoding.ASCII.GetBytes("MSGF"), 8, 0, 0, 0]));
        Assert.Equal(StatusCode.BadConnectionClosed, await WelcomeAsync([]));
        Assert.Equal(StatusCode.BadDecodingError, await WelcomeAsync([.. Encoding.ASCII.GetBytes("HELF"), 8, 0, 0, 0]));
    }

    [Fact]
    public void Random_handshakes_raise_only_the_one_exception() => Gen.Byte.Array[8, 100].Sample(bytes =>
    {
        OnlyUaException(() => Hello.Decode(bytes));
        OnlyUaException(() => Acknowledge.Decode(bytes));
        OnlyUaException(() => ErrorMessage.Decode(bytes).ToException());
    }, iter: 2_000);

    private static void OnlyUaException(Action decode)
    {
        try
        {
            decode();
        }
        catch (UaException)
        {
            // What is promised.
        }
    }

    private static async Task<StatusCode> WelcomeAsync(byte[] said)
    {
        await using var connection = new TransportConnection(new BytesStream(said), Own, TimeProvider.System);
        return (await Assert.ThrowsAsync<UaException>(async () => await Handshake.WelcomeAsync(connection, Own, default))).Status;
    }
}
