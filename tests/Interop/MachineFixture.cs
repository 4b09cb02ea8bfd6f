using System.Net;
using IndustrialGateway.Interop;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

[assembly: AssemblyFixture(typeof(MachineFixture))]

namespace IndustrialGateway.Interop;

/// <summary>
/// One node-opcua server for all tests that do not stop it, which also calls, and a client application that trusts it. It calls once for each
/// connection that ends, so that one test at a time can have itself called.
/// </summary>
public sealed class MachineFixture : IAsyncLifetime
{
    private readonly ReverseListener _listener = ReverseListener.Start(
        new IPEndPoint(IPAddress.Loopback, 0), [NodeMachine.ServerUri], new TransportLimits(), TimeProvider.System, NullLogger.Instance);

    private readonly TcpProxy _called = new();
    private NodeMachine? _machine;

    internal NodeMachine Machine => _machine ?? throw new InvalidOperationException("The fixture has not started.");

    /// <summary>Where the machine calls.</summary>
    internal ReverseListener Listener => _listener;

    /// <summary>The wire on which it calls.</summary>
    internal TcpProxy Called => _called;

    internal Visitor Visitor { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _called.Target = new Uri($"opc.tcp://{_listener.LocalEndPoint}");
        _machine = await NodeMachine.StartAsync(
            new NodeMachineSettings { Reverse = new Uri($"opc.tcp://127.0.0.1:{_called.Port}") }, TestContext.Current.CancellationToken);
        Visitor.Trust.Trust(_machine.Certificate);
        await _machine.TrustUserAsync(Visitor.User.Der, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_machine is not null)
        {
            await _machine.DisposeAsync();
        }

        await _called.DisposeAsync();
        await _listener.DisposeAsync();
        Visitor.Dispose();
    }
}
