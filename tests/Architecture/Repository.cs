namespace IndustrialGateway.Architecture;

/// <summary>Where the sources are that the tests look at.</summary>
internal static class Repository
{
    public static string Source { get; } = Path.Combine(Root(), "src");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "IndustrialGateway.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }
}
