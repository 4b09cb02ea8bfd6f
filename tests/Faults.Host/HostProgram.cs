using IndustrialGateway.Edge;
using IndustrialGateway.Platform.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace IndustrialGateway.Faults.Host;

/// <summary>The product's gateway or platform with one part replaced by a broken one: <c>gateway no-sync --config FILE</c>.</summary>
internal static class HostProgram
{
    public static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["gateway", var bug, .. var rest] when Bugs.Gateway.TryGetValue(bug, out var parts):
                return await GatewayProgram.RunAsync(rest, parts);
            case ["platform", var bug, .. var rest] when Bugs.Platform.TryGetValue(bug, out var configure):
                return await RunPlatformAsync(rest, configure);
            default:
                await Console.Error.WriteLineAsync(
                    $"gateway {string.Join('|', Bugs.Gateway.Keys)} or platform {string.Join('|', Bugs.Platform.Keys)} is expected, and --config FILE");
                return 2;
        }
    }

    private static async Task<int> RunPlatformAsync(string[] arguments, Action<IServiceCollection> configure)
    {
        if (CommandLine.Parse(arguments)?.ReadSettings(Console.Error) is not { } settings)
        {
            return 2;
        }

        await using var platform = PlatformHost.Build(settings, configure);
        await platform.RunAsync();
        return Environment.ExitCode;
    }
}
