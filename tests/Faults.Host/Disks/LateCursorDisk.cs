using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Faults.Host.Disks;

/// <summary>Bug: a segment is removed before the cursor that accounts for it is on the disk.</summary>
internal sealed class LateCursorDisk : PassingDisk
{
    /// <summary>After the last of the segments that go together.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, CursorFile> _cursors = [];

    public override void Delete(string path)
    {
        base.Delete(path);
        if (path.EndsWith(".log", StringComparison.Ordinal) && Cursor(Path.GetDirectoryName(path)!) is { } cursor) // A file in a folder.
        {
            _ = Task.Delay(Later, TimeProvider.System).ContinueWith(_ => cursor.Catch(), TaskScheduler.Default);
        }
    }

    protected override IDiskFile Wrap(string path, IDiskFile file)
    {
        if (!Path.GetFileName(path).StartsWith("cursor", StringComparison.Ordinal))
        {
            return file;
        }

        var cursor = new CursorFile(file);
        lock (_gate)
        {
            _cursors[Path.GetDirectoryName(path)!] = cursor;
        }

        return cursor;
    }

    private CursorFile? Cursor(string folder)
    {
        lock (_gate)
        {
            return _cursors.GetValueOrDefault(folder);
        }
    }

    /// <summary>Always one step behind: what is written comes to the disk after the next removal or with the next write.</summary>
    private sealed class CursorFile(IDiskFile file) : PassingFile(file)
    {
        private readonly Lock _gate = new();
        private (byte[] Bytes, long Offset)? _held;

        public override void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            lock (_gate)
            {
                Catch();
                _held = (bytes.ToArray(), offset);
            }
        }

        public override void Sync()
        {
        }

        public void Catch()
        {
            lock (_gate)
            {
                if (_held is var (bytes, offset))
                {
                    _held = null;
                    Host.Write(bytes, offset);
                    Host.Sync();
                }
            }
        }
    }
}
