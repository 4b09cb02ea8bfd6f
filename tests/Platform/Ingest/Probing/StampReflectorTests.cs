using System.Net;
using System.Net.Sockets;
using IndustrialGateway.Model;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Platform.Ingest.Probing;

/// <summary>Who measures a path sends to the ingest address by UDP and is answered.</summary>
public sealed class StampReflectorTests : IAsyncLifetime
{
    private PlatformUnderTest _platform = null!; // Set by InitializeAsync.

    public async ValueTask InitializeAsync() => _platform = await PlatformUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task A_test_packet_is_answered_by_one_as_long_and_what_is_none_is_not()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(IPAddress.Loopback, _platform.IngestAddress.Port, TestContext.Current.CancellationToken);
        var packet = new byte[Stamp.Bytes + 16];
        Stamp.WriteTest(packet, sequence: 42, session: 7, TimeProvider.System.GetUtcNow());

        await socket.SendAsync(new byte[Stamp.Bytes - 1], TestContext.Current.CancellationToken);
        await socket.SendAsync(packet, TestContext.Current.CancellationToken);
        var answer = new byte[Stamp.MaxBytes];
        var length = await socket.ReceiveAsync(answer, TestContext.Current.CancellationToken);

        Assert.Equal(packet.Length, length);
        Assert.True(Stamp.TryReadAnswer(answer.AsSpan(0, length), session: 7, out var sequence));
        Assert.Equal(42u, sequence);
    }

    [Fact]
    public void So_many_a_second_are_answered_and_no_more()
    {
        var time = new FakeTimeProvider();
        var rate = new SecondRate(perSecond: 3, time);
        int[] taken = [Take(), Take()];
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([3, 0, 3], [.. taken, Take()]);

        int Take() => Enumerable.Range(0, 10).Count(_ => rate.TryTake());
    }
}
