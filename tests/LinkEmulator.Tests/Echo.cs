using System.Globalization;
using IndustrialGateway.Testing;

namespace IndustrialGateway.LinkEmulator;

/// <summary>Sends datagrams back on the platform's side of a link.</summary>
internal sealed class Echo : IAsyncDisposable
{
    private readonly EmulatedLink _link;
    private readonly LineProcess _echo;
    private readonly string _port;

    private Echo(EmulatedLink link, LineProcess echo, string port) => (_link, _echo, _port) = (link, echo, port);

    public static async Task<Echo> StartAsync(EmulatedLink link, CancellationToken cancellationToken)
    {
        var echo = EmulatedLink.RunInNamespace(link.PlatformNamespace, EmulatedLink.Program, "echo");
        return new Echo(link, echo, (await echo.ReadLineAsync(cancellationToken)).Split(' ')[1]);
    }

    /// <summary>Sends so many from the gateway's side; gives how many came back.</summary>
    public async Task<int> ProbeAsync(int count, CancellationToken cancellationToken)
    {
        await using var probe = EmulatedLink.RunInNamespace(
            _link.GatewayNamespace, EmulatedLink.Program, "probe", _link.Paths[0].PlatformV6, _port, count.ToString(CultureInfo.InvariantCulture));
        var answer = await probe.ReadLineAsync(cancellationToken);
        return int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    public ValueTask DisposeAsync() => _echo.DisposeAsync();
}
