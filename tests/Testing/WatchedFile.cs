using System.Threading.Channels;

namespace IndustrialGateway.Testing;

/// <summary>Waits for what another process writes to a file, told by the system and not by looking again and again.</summary>
public static class WatchedFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The file's text as soon as it satisfies. The writer replaces the file in one step.</summary>
    public static async Task<string> UntilAsync(string path, Func<string, bool> wanted)
    {
        // Path of a file has a folder.
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(path));
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        watcher.Created += (_, _) => changes.Writer.TryWrite(true);
        watcher.Changed += (_, _) => changes.Writer.TryWrite(true);
        watcher.Renamed += (_, _) => changes.Writer.TryWrite(true);
        watcher.EnableRaisingEvents = true;
        while (true)
        {
            if (File.Exists(path) && await File.ReadAllTextAsync(path) is var text && text.Length > 0 && wanted(text))
            {
                return text;
            }

            await changes.Reader.ReadAsync().AsTask().WaitAsync(Patience, TimeProvider.System);
        }
    }
}
