using IndustrialGateway.Testing;

namespace IndustrialGateway.Interop.Trust;

/// <summary>A node-opcua server whose certificate comes from an authority of its line, below the one of the plant.</summary>
public sealed class ChainedMachine : IAsyncLifetime
{
    private PlantAuthority? _authority;
    private NodeMachine? _machine;

    internal PlantAuthority Authority => _authority ?? throw new InvalidOperationException("The fixture has not started.");

    internal NodeMachine Machine => _machine ?? throw new InvalidOperationException("The fixture has not started.");

    public async ValueTask InitializeAsync()
    {
        var cancelled = TestContext.Current.CancellationToken;
        _authority = await PlantAuthority.FoundAsync(cancelled);
        _machine = await NodeMachine.StartAsync(
            new NodeMachineSettings { CertificateFile = _authority.ServerFile, PrivateKeyFile = _authority.ServerKeyFile }, cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        if (_machine is not null)
        {
            await _machine.DisposeAsync();
        }

        _authority?.Dispose();
    }
}
