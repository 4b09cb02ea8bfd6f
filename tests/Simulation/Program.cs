using IndustrialGateway.Simulation.Running;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace IndustrialGateway.Simulation;

/// <summary>The test runner, and the process in which seeds run: `--seed 7` tells what happens, `--seeds 1 1000` says which fail.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is ["--seed" or "--seeds" or "--find", ..])
        {
            return await SeedProcess.RunAsync(args);
        }

        return args.Contains("--server") || args.Contains("--internal-msbuild-node")
            ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await ConsoleRunner.Run(args);
    }
}
