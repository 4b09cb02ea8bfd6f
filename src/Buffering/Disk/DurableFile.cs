namespace IndustrialGateway.Buffering.Disk;

/// <summary>Small files that are replaced as a whole: after a power cut there is the content from before or the one from after.</summary>
public static class DurableFile
{
    /// <summary>Returns when the content is on the medium under this name. One caller for each path at a time.</summary>
    /// <param name="path">In a folder that is made when it is missing.</param>
    /// <param name="content">All of it.</param>
    /// <exception cref="IOException">The system could not; what was there stays.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var whole = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(whole) ?? throw new ArgumentException($"{path} is no file.", nameof(path));
        var disk = HostDisk.Instance;
        disk.CreateFolder(folder);
        var draft = whole + ".new";
        using (var file = disk.Create(draft, content.Length))
        {
            file.Write(content, 0);
            file.Sync();
        }

        disk.Rename(draft, whole);
        disk.SyncFolder(folder);
    }
}
