using IndustrialGateway.Configuration;

namespace IndustrialGateway.Platform.Hosting;

/// <summary>What the process was asked: to run, or only to check its configuration.</summary>
internal sealed record CommandLine(string ConfigurationFile, bool CheckOnly)
{
    public const string Usage = "Usage: IndustrialGateway.Platform --config FILE [--check]";

    /// <summary>Null when the arguments are not understood.</summary>
    public static CommandLine? Parse(string[] arguments)
    {
        string? file = null;
        var check = false;
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--config" when i + 1 < arguments.Length:
                    file = arguments[++i];
                    break;
                case "--check":
                    check = true;
                    break;
                default:
                    return null;
            }
        }

        return file is null ? null : new CommandLine(file, check);
    }

    /// <summary>The settings; null when the file has mistakes, each of which was then written to <paramref name="errorOutput"/>.</summary>
    public PlatformSettings? ReadSettings(TextWriter errorOutput)
    {
        var errors = new ConfigurationErrors();
        var settings = PlatformSettingsReader.Read(IndustrialGateway.Configuration.ConfigurationFile.Read(ConfigurationFile, errors), errors);
        foreach (var error in errors.All)
        {
            errorOutput.WriteLine(error);
        }

        return settings;
    }
}
