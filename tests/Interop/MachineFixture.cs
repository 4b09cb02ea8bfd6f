using IndustrialGateway.Interop;
using IndustrialGateway.Testing;

[assembly: AssemblyFixture(typeof(MachineFixture))]

namespace IndustrialGateway.Interop;

/// <summary>One node-opcua server for all tests that do not stop it, and a client application that trusts it.</summary>
public sealed class MachineFixture : IAsyncLifetime
{
    private NodeMachine? _machine;

    internal NodeMachine Machine => _machine ?? throw new InvalidOperationException("The fixture has not started.");

    internal Visitor Visitor { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _machine = await NodeMachine.StartAsync(TestContext.Current.CancellationToken);
        Visitor.Trust.Trust(_machine.Certificate);
        await _machine.TrustUserAsync(Visitor.User.Der, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_machine is not null)
        {
            await _machine.DisposeAsync();
        }

        Visitor.Dispose();
    }
}
