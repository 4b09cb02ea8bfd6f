namespace IndustrialGateway.Buffering.Disk;

/// <summary>The hardware edge of the buffer: every byte that must survive passes here, and every error is an <see cref="IOException"/>.</summary>
public interface IDisk
{
    /// <summary>Makes the folder when it is missing.</summary>
    void CreateFolder(string folder);

    /// <summary>Takes the lock file for this process; null when somebody has it.</summary>
    IDisposable? TryLock(string path);

    /// <summary>The names of the files in a folder, without their path.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>Makes a new file of <paramref name="bytes"/> zeros whose space is reserved: no later write inside it can lack space.</summary>
    IDiskFile Create(string path, long bytes);

    IDiskFile Open(string path);

    void Delete(string path);

    /// <summary>Replaces <paramref name="target"/> in one step.</summary>
    void Rename(string path, string target);

    /// <summary>Makes names durable: files made, renamed or deleted in the folder.</summary>
    void SyncFolder(string folder);

    /// <summary>Gives a folder another name, with all that is in it.</summary>
    void MoveFolder(string folder, string target);

    /// <summary>Bytes that are left to all programs on the file system of the folder.</summary>
    long FreeBytes(string folder);
}

/// <summary>One open file. Reads may come from any thread, writes and syncs from one at a time.</summary>
public interface IDiskFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads up to the buffer's length; fewer bytes only at the end of the file.</summary>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all of it or throws.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    void SetLength(long bytes);

    /// <summary>Returns only when everything written is on the medium (fdatasync).</summary>
    /// <exception cref="IOException">The system could not write some of it and may have forgotten it: never retry on this file.</exception>
    void Sync();
}
