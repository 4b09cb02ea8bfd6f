using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace IndustrialGateway.Historian.Tests;

/// <summary>The test runner, and the writer that <see cref="KillTests"/> starts and kills.</summary>
internal static class Program
{
    public const string WriteCommand = "write-until-killed";

    public static async Task<int> Main(string[] args)
    {
        if (args is [WriteCommand, var folder])
        {
            await Writing.RunAsync(folder);
            return 0;
        }

        return args.Contains("--server") || args.Contains("--internal-msbuild-node")
            ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await ConsoleRunner.Run(args);
    }
}
