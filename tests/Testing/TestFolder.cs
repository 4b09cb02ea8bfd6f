namespace IndustrialGateway.Testing;

/// <summary>A folder of one test's own, removed with all that is in it.</summary>
public sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("igw-test-").FullName;

    /// <summary>A path in it; nothing is made.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
