using System.Text.Json;

namespace IndustrialGateway.Cli.Connection;

/// <summary>The folder <c>.run</c> in which <c>igw demo</c> keeps its certificates, key and data.</summary>
internal sealed class DemoFolder(string path)
{
    public const string Name = ".run";

    public string Path => path;

    public string KeyFile => System.IO.Path.Combine(path, "app.key");

    public string AuthorityFile => System.IO.Path.Combine(path, "ca", "ca.crt");

    /// <summary>Where the platform writes the addresses it listens on, once it does.</summary>
    public string AddressesFile => System.IO.Path.Combine(path, "platform", "data", "addresses.json");

    /// <summary>The folder here or in a folder above, as git finds its own.</summary>
    public static DemoFolder? Find()
    {
        for (var here = new DirectoryInfo(Environment.CurrentDirectory); here is not null; here = here.Parent)
        {
            var candidate = System.IO.Path.Combine(here.FullName, Name);
            if (Directory.Exists(candidate))
            {
                return new DemoFolder(candidate);
            }
        }

        return null;
    }

    /// <summary>The API's address, when a platform has written it.</summary>
    public string? ApiAddress()
    {
        if (!File.Exists(AddressesFile))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(AddressesFile));
            return document.RootElement.GetProperty("api").GetString();
        }
        catch (Exception damage) when (damage is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CliException(ExitCodes.Failure, $"{AddressesFile} is damaged: {damage.Message}", "Delete it and start `igw demo` again.");
        }
    }
}
