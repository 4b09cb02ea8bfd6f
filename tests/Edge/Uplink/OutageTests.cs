using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Core;

namespace IndustrialGateway.Edge.Uplink;

public sealed class OutageTests
{
    public static TheoryData<Exception, bool> Failures => new()
    {
        { Call(new HttpRequestException("", new SocketException((int)SocketError.ConnectionRefused))), true },
        { Call(new HttpRequestException("", new SocketException((int)SocketError.NetworkUnreachable))), true },
        { Call(new HttpRequestException("", new SocketException((int)SocketError.HostUnreachable))), true },
        { Call(new TaskCanceledException("", new TimeoutException())), true },
        { Call(new HttpRequestException("", new SocketException((int)SocketError.TryAgain))), true },
        { Call(new HttpRequestException("", new SocketException((int)SocketError.AddressNotAvailable))), true },
        { new TimeoutException("the platform ended the stream without a welcome"), false },
        { Call(new HttpRequestException("", new AuthenticationException("alert"))), false },
        { Call(new HttpRequestException("", new IOException("", new SocketException((int)SocketError.ConnectionReset)))), false },
        { Call(new HttpRequestException("", new SocketException((int)SocketError.HostNotFound))), false },
        { Call(null), false },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void It_is_out_of_reach_when_nobody_was_there_to_refuse(Exception failure, bool isUnreachable) =>
        Assert.Equal(isUnreachable, Outage.IsUnreachable(failure));

    private static RpcException Call(Exception? cause) => new(new Status(StatusCode.Unavailable, "", cause));
}
