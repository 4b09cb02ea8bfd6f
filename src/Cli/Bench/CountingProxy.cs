using System.Net;
using IndustrialGateway.Cli.Relay;

namespace IndustrialGateway.Cli.Bench;

/// <summary>
/// Stands between the gateway and the platform and counts what passes: the payload of TCP, so TLS and HTTP/2 included,
/// headers of IP and TCP not.
/// </summary>
internal sealed class CountingProxy : IRelayObserver, IAsyncDisposable
{
    private readonly LoopbackRelay _relay;
    private long _up;
    private long _down;

    public CountingProxy(Uri target) => _relay = new LoopbackRelay(new DnsEndPoint(target.Host, target.Port), _ => this);

    public string Address => $"https://127.0.0.1:{_relay.Port}";

    /// <summary>Bytes from the gateway to the platform so far.</summary>
    public long UpBytes => Interlocked.Read(ref _up);

    /// <summary>Bytes from the platform to the gateway so far.</summary>
    public long DownBytes => Interlocked.Read(ref _down);

    public void Up(ReadOnlySpan<byte> bytes) => Interlocked.Add(ref _up, bytes.Length);

    public void Down(ReadOnlySpan<byte> bytes) => Interlocked.Add(ref _down, bytes.Length);

    public void Ended()
    {
    }

    public ValueTask DisposeAsync() => _relay.DisposeAsync();
}
