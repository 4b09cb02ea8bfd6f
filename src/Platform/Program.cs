using IndustrialGateway.Platform.Hosting;

if (CommandLine.Parse(args) is not { } command)
{
    await Console.Error.WriteLineAsync(CommandLine.Usage);
    return 2;
}

if (command.ReadSettings(Console.Error) is not { } settings)
{
    return 1;
}

if (!command.CheckOnly)
{
    await using var platform = PlatformHost.Build(settings);
    await platform.RunAsync();
}

return Environment.ExitCode;
