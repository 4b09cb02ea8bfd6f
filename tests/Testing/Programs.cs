namespace IndustrialGateway.Testing;

/// <summary>The product's own programs, as they were built in the configuration of the test.</summary>
public static class Programs
{
    public static string Edge => Find("IndustrialGateway.Edge", "IndustrialGateway.Edge");

    public static string Platform => Find("IndustrialGateway.Platform", "IndustrialGateway.Platform");

    public static string Igw => Find("IndustrialGateway.Cli", "igw");

    /// <summary>.artifacts/bin/{project}/{configuration}/ lies beside the test's own output.</summary>
    private static string Find(string project, string program)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var file = Path.Combine(output.Parent!.Parent!.FullName, project, output.Name, program);
        return File.Exists(file) ? file : throw new FileNotFoundException($"{file} has not been built.", file);
    }
}
