namespace IndustrialGateway.OpcUa.Security;

/// <summary>What the files of a folder hold, looked at anew each time; a file that has not changed is not read again. Safe for many threads.</summary>
/// <param name="read">Null for a file that is something else.</param>
internal sealed class FolderContent<T>(string folder, int maxFileLength, Func<byte[], T?> read, Action<string>? unusable = null)
    where T : class
{
    private volatile Dictionary<string, Entry> _entries = [];

    public IReadOnlyList<T> Read()
    {
        var known = _entries;
        var now = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(file => !file.Name.StartsWith('.')))
        {
            try
            {
                var version = new Version(file.Length, file.LastWriteTimeUtc);
                now[file.Name] = known.TryGetValue(file.Name, out var entry) && entry.Version == version
                    ? entry
                    : new Entry(version, file.Length > maxFileLength ? null : Load(file));
            }
            catch (FileNotFoundException)
            {
                // Taken away while it was looked at.
            }
        }

        _entries = now;
        return [.. now.Values.Select(entry => entry.Content).OfType<T>()];
    }

    private T? Load(FileInfo file)
    {
        var content = read(File.ReadAllBytes(file.FullName));
        if (content is null)
        {
            unusable?.Invoke(file.FullName);
        }

        return content;
    }

    private readonly record struct Version(long Length, DateTime Written);

    private sealed record Entry(Version Version, T? Content);
}
