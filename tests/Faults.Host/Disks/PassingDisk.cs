using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Faults.Host.Disks;

/// <summary>The disk of the host, of which a bug changes a part.</summary>
internal abstract class PassingDisk : IDisk
{
    protected static IDisk Host => HostDisk.Instance;

    public void CreateFolder(string folder) => Host.CreateFolder(folder);

    public IDisposable? TryLock(string path) => Host.TryLock(path);

    public IReadOnlyList<string> List(string folder) => Host.List(folder);

    public IDiskFile Create(string path, long bytes) => Wrap(path, Host.Create(path, bytes));

    public virtual IDiskFile Open(string path) => Wrap(path, Host.Open(path));

    public virtual void Delete(string path) => Host.Delete(path);

    public virtual void Rename(string path, string target) => Host.Rename(path, target);

    public virtual void SyncFolder(string folder) => Host.SyncFolder(folder);

    public void MoveFolder(string folder, string target) => Host.MoveFolder(folder, target);

    public long FreeBytes(string folder) => Host.FreeBytes(folder);

    protected virtual IDiskFile Wrap(string path, IDiskFile file) => file;
}

/// <summary>A file of the host, of which a bug changes a part.</summary>
internal abstract class PassingFile(IDiskFile file) : IDiskFile
{
    public long Length => file.Length;

    protected IDiskFile Host => file;

    public int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

    public virtual void Write(ReadOnlySpan<byte> bytes, long offset) => file.Write(bytes, offset);

    public void SetLength(long bytes) => file.SetLength(bytes);

    public virtual void Sync() => file.Sync();

    public virtual void Dispose() => file.Dispose();
}
