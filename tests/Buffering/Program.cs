using System.Globalization;
using IndustrialGateway.Buffering;
using IndustrialGateway.Buffering.Tests;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// As a child of a test: `append FOLDER COUNT`. Otherwise what xunit would generate.
return args switch
{
    ["append", var folder, var count] => await Child.AppendAsync(folder, long.Parse(count, CultureInfo.InvariantCulture)),
    _ when args.Any(argument => argument is "--server" or "--internal-msbuild-node") =>
        await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await ConsoleRunner.Run(args),
};
