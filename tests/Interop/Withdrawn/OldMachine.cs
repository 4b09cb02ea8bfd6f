using IndustrialGateway.Testing;

namespace IndustrialGateway.Interop.Withdrawn;

/// <summary>A node-opcua server that offers nothing sound: no security, and the policies that were withdrawn.</summary>
public sealed class OldMachine : IAsyncLifetime
{
    // Basic128Rsa15's padding, which some versions of Node.js do not decrypt any more unless they are told to; others do not know the option.
    private const string Pkcs1Decryption = "--security-revert=CVE-2023-46809";

    private NodeMachine? _machine;

    internal NodeMachine Machine => _machine ?? throw new InvalidOperationException("The fixture has not started.");

    public async ValueTask InitializeAsync()
    {
        var cancelled = TestContext.Current.CancellationToken;
        _machine = await NodeMachine.StartAsync(
            new NodeMachineSettings
            {
                Policies = ["None", "Basic256", "Basic128Rsa15"],
                NodeOptions = await IsKnownAsync(Pkcs1Decryption, cancelled) ? [Pkcs1Decryption] : [],
            },
            cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        if (_machine is not null)
        {
            await _machine.DisposeAsync();
        }
    }

    private static async Task<bool> IsKnownAsync(string option, CancellationToken cancellationToken)
    {
        await using var node = LineProcess.Start("node", [option, "--eval", ""]);
        return await node.EndAsync(cancellationToken) == 0;
    }
}
