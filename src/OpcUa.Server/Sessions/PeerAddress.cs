using System.Net;
using System.Net.Sockets;

namespace IndustrialGateway.OpcUa.Server.Sessions;

/// <summary>Where a peer comes from, as far as it cannot choose that at will.</summary>
internal static class PeerAddress
{
    /// <param name="peer">Address and port; what is no such text comes from <see cref="IPAddress.None"/>.</param>
    public static IPAddress Of(string peer)
    {
        var address = IPEndPoint.TryParse(peer, out var end) ? end.Address : IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        // Whoever has one address of an IPv6 network has them all.
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), .. new byte[8]]) : address;
    }
}
