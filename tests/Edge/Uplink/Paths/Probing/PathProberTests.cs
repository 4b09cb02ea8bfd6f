using System.Net;
using System.Net.Sockets;
using IndustrialGateway.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Edge.Uplink.Paths.Probing;

/// <summary>Packets over loopback to a reflector that leaves some of them unanswered.</summary>
public sealed class PathProberTests : IDisposable
{
    private readonly Socket _reflector = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _packet = new byte[Stamp.MaxBytes];

    public PathProberTests() => _reflector.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public void Dispose() => _reflector.Dispose();

    [Fact]
    public async Task What_is_not_reflected_is_lost_and_the_rest_is_measured()
    {
        var path = new PathOptions
        {
            Name = "5g",
            Endpoint = new Uri($"https://127.0.0.1:{((IPEndPoint)_reflector.LocalEndPoint!).Port}"),
            Address = IPAddress.Parse("127.0.0.2"),
            Dscp = new DscpMarks(all: 46),
        };
        var figures = new ProbeFigures(TimeProvider.System);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var probing = new PathProber(path, figures, TimeProvider.System, NullLogger.Instance).RunAsync(end.Token);

        var from = await ReflectAsync(answer: true);
        await ReflectAsync(answer: false);
        await ReflectAsync(answer: false);
        ProbeSummary summary;
        do
        {
            await ReflectAsync(answer: true);
            summary = figures.Summarize()!; // one was answered before
        }
        while (summary.Lost < 2);

        await end.CancelAsync();
        await probing;
        Assert.Equal(path.Address, from.Address);
        Assert.Equal((2, 2), (summary.Lost, summary.LongestLossRun));
        Assert.InRange(summary.Median!.Value, TimeSpan.Zero, ProbeFigures.LostAfter);
    }

    [Fact]
    public async Task A_socket_whose_answers_come_no_longer_gives_way_to_one_that_may_have_another_address()
    {
        var path = new PathOptions { Name = "5g", Endpoint = new Uri($"https://127.0.0.1:{((IPEndPoint)_reflector.LocalEndPoint!).Port}") };
        var figures = new ProbeFigures(TimeProvider.System);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var probing = new PathProber(path, figures, TimeProvider.System, NullLogger.Instance).RunAsync(end.Token);
        var first = await ReflectAsync(answer: true);

        IPEndPoint from;
        do
        {
            from = await ReflectAsync(answer: false);
        }
        while (from.Port == first.Port);

        await end.CancelAsync();
        await probing;
    }

    private async Task<IPEndPoint> ReflectAsync(bool answer)
    {
        var got = await _reflector.ReceiveFromAsync(_packet, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), TestContext.Current.CancellationToken);
        if (answer)
        {
            var now = TimeProvider.System.GetUtcNow();
            Assert.True(Stamp.TryReflect(_packet.AsSpan(0, got.ReceivedBytes), received: now, now));
            await _reflector.SendToAsync(
                _packet.AsMemory(0, got.ReceivedBytes), SocketFlags.None, got.RemoteEndPoint, TestContext.Current.CancellationToken);
        }

        return (IPEndPoint)got.RemoteEndPoint;
    }
}
