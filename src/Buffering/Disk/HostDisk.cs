using Microsoft.Win32.SafeHandles;

namespace IndustrialGateway.Buffering.Disk;

/// <summary>The disk of the host.</summary>
internal sealed class HostDisk : IDisk
{
    public static HostDisk Instance { get; } = new();

    public void CreateFolder(string folder) => Directory.CreateDirectory(folder);

    public IDisposable? TryLock(string path)
    {
        SafeFileHandle file;
        try
        {
            // FileShare.None locks too, but passes over a file system without locks and can be switched off from outside.
            file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (failure.HResult == Libc.WouldBlock)
        {
            return null;
        }

        if (Libc.TryLock(file, path))
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    public IReadOnlyList<string> List(string folder) =>
        [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path))];

    public IDiskFile Create(string path, long bytes)
    {
        var file = File.OpenHandle(
            path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.None, bytes);
        try
        {
            // The reservation leaves the length at 0; with the length set now, later syncs need not write it again.
            RandomAccess.SetLength(file, bytes);
            return new HostFile(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public IDiskFile Open(string path) =>
        new HostFile(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete), path);

    /// <summary>A file that nobody may change through what is returned; null when it is gone.</summary>
    public static IDiskFile? OpenToRead(string path)
    {
        try
        {
            return new HostFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public void Delete(string path) => File.Delete(path);

    public void Rename(string path, string target) => File.Move(path, target, overwrite: true);

    public void SyncFolder(string folder) => Libc.SyncFolder(folder);

    public void MoveFolder(string folder, string target) => Directory.Move(folder, target);

    public long FreeBytes(string folder) => new DriveInfo(folder).AvailableFreeSpace;

    private sealed class HostFile(SafeFileHandle file, string path) : IDiskFile
    {
        public long Length => RandomAccess.GetLength(file);

        public int Read(Span<byte> buffer, long offset)
        {
            var total = 0;
            while (total < buffer.Length)
            {
                var read = RandomAccess.Read(file, buffer[total..], offset + total);
                if (read == 0)
                {
                    break;
                }

                total += read;
            }

            return total;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(file, bytes, offset);

        public void SetLength(long bytes) => RandomAccess.SetLength(file, bytes);

        public void Sync() => Libc.SyncData(file, path);

        public void Dispose() => file.Dispose();
    }
}
