namespace IndustrialGateway.Testing;

/// <summary>The product's own programs, as they were built in the configuration of the test.</summary>
public static class Programs
{
    public static string Edge => Find("IndustrialGateway.Edge", "IndustrialGateway.Edge");

    /// <summary>The gateway without .NET, as factories get it: <c>make native</c>.</summary>
    public static string NativeEdge =>
        Built(Path.Combine(Output.Parent!.Parent!.Parent!.FullName, "native", "IndustrialGateway.Edge"), "make native");

    public static string Platform => Find("IndustrialGateway.Platform", "IndustrialGateway.Platform");

    public static string Igw => Find("IndustrialGateway.Cli", "igw");

    /// <summary>.artifacts/bin/{project}/{configuration}/ of the test.</summary>
    private static DirectoryInfo Output => new(AppContext.BaseDirectory);

    private static string Find(string project, string program) =>
        Built(Path.Combine(Output.Parent!.Parent!.FullName, project, Output.Name, program), "make build");

    private static string Built(string file, string command) =>
        File.Exists(file) ? file : throw new FileNotFoundException($"{file} has not been built: {command}.", file);
}
