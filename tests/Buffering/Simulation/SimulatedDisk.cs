using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Buffering.Simulation;

/// <summary>What the buffer asked of the disk; each is a step at which a fault can happen.</summary>
internal enum DiskStep
{
    Create,
    Open,
    Write,
    SetLength,
    Sync,
    Delete,
    Rename,
    SyncFolder,
}

/// <summary>
/// A disk in memory that forgets like a real one: what was not synced survives a power cut sector by sector at random,
/// names survive up to a random moment since the folder was synced, and what a failed sync gave up is never written
/// although it can still be read.
/// </summary>
internal sealed class SimulatedDisk : IDisk
{
    private const int NoSpace = 28; // ENOSPC

    private readonly Lock _gate = new();
    private readonly List<(string Folder, Action<Dictionary<string, SimulatedFile>> Change)> _pendingNames = [];
    private readonly HashSet<string> _locked = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _powerLost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Dictionary<string, SimulatedFile> _names = [];
    private Dictionary<string, SimulatedFile> _durableNames = [];
    private bool _off;
    private long _written;

    /// <summary>Called before each step with its number from 1, kind and path; an exception is the disk's answer.</summary>
    public Action<int, DiskStep, string>? OnStep { get; set; }

    /// <summary>Steps that are called done and are not: a planted fault that the suite must notice.</summary>
    public Func<DiskStep, string, bool>? Ignored { get; set; }

    /// <summary>What is left on it; beyond it no file can be made.</summary>
    public long Free { get; set; } = long.MaxValue;

    public int Steps { get; private set; }

    /// <summary>Completes when <see cref="CutPower"/> was called.</summary>
    public Task PowerLost => _powerLost.Task;

    /// <summary>Bytes written since this was last asked, for who gives the disk a rate.</summary>
    public long TakeWritten() => Interlocked.Exchange(ref _written, 0);

    public void CutPower()
    {
        lock (_gate)
        {
            _off = true;
        }

        _powerLost.TrySetResult();
    }

    /// <summary>The disk as it is found when the power comes back.</summary>
    public SimulatedDisk Restart(Random random)
    {
        lock (_gate)
        {
            var names = new Dictionary<string, SimulatedFile>(_durableNames);
            foreach (var folder in _pendingNames.GroupBy(pending => pending.Folder, pending => pending.Change))
            {
                foreach (var change in folder.Take(random.Next(folder.Count() + 1)))
                {
                    change(names);
                }
            }

            return With(names, (disk, path, file) => new SimulatedFile(disk, path, file.AfterPowerCut(random)));
        }
    }

    /// <summary>The disk as another process finds it after a kill: everything written is there, synced or not.</summary>
    public SimulatedDisk AfterKill()
    {
        lock (_gate)
        {
            return With(_names, (disk, _, file) => file.Copy(disk));
        }
    }

    public byte[] Bytes(string path)
    {
        lock (_gate)
        {
            return _names[path].Visible.ToArray();
        }
    }

    /// <summary>Puts bytes where a file was, as a fault of the medium would.</summary>
    public void Overwrite(string path, byte[] bytes)
    {
        lock (_gate)
        {
            _names[path] = _durableNames[path] = new SimulatedFile(this, path, new LazyBytes(bytes));
        }
    }

    /// <summary>Turns one bit of a file over, as a fault of the medium would.</summary>
    public void FlipBit(string path, Random random)
    {
        lock (_gate)
        {
            _names[path].FlipBit(random);
        }
    }

    public IReadOnlyList<string> Paths
    {
        get
        {
            lock (_gate)
            {
                return [.. _names.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    public void CreateFolder(string folder)
    {
    }

    public IDisposable? TryLock(string path)
    {
        lock (_gate)
        {
            return _locked.Add(path) ? new Release(this, path) : null;
        }
    }

    public IReadOnlyList<string> List(string folder)
    {
        lock (_gate)
        {
            return [.. _names.Keys.Where(path => FolderOf(path) == folder).Select(path => Path.GetFileName(path))];
        }
    }

    public IDiskFile Create(string path, long bytes)
    {
        _ = Step(DiskStep.Create, path);
        if (bytes > Free)
        {
            throw new IOException($"There is no space for {path}.", NoSpace);
        }

        lock (_gate)
        {
            var file = new SimulatedFile(this, path, new LazyBytes(bytes));
            Change(path, names => names[path] = file);
            return file.OpenHandle();
        }
    }

    public IDiskFile Open(string path)
    {
        _ = Step(DiskStep.Open, path);
        lock (_gate)
        {
            return _names.TryGetValue(path, out var file) ? file.OpenHandle() : throw new FileNotFoundException(path);
        }
    }

    public void Delete(string path)
    {
        _ = Step(DiskStep.Delete, path);
        lock (_gate)
        {
            Change(path, names => names.Remove(path));
        }
    }

    public void Rename(string path, string target)
    {
        _ = Step(DiskStep.Rename, path);
        lock (_gate)
        {
            _names[path].Path = target;
            Change(path, names =>
            {
                if (names.Remove(path, out var file))
                {
                    names[target] = file;
                }
            });
        }
    }

    public void SyncFolder(string folder)
    {
        if (!Step(DiskStep.SyncFolder, folder))
        {
            return;
        }

        lock (_gate)
        {
            foreach (var (_, change) in _pendingNames.Where(pending => pending.Folder == folder))
            {
                change(_durableNames);
            }

            _pendingNames.RemoveAll(pending => pending.Folder == folder);
        }
    }

    public void MoveFolder(string folder, string target)
    {
        SyncFolder(folder);
        lock (_gate)
        {
            foreach (var path in _names.Keys.Where(path => FolderOf(path) == folder).ToList())
            {
                var moved = Path.Combine(target, Path.GetFileName(path));
                (_names[moved], _durableNames[moved]) = (_names[path], _names[path]);
                _names[path].Path = moved;
                _names.Remove(path);
                _durableNames.Remove(path);
            }
        }
    }

    public long FreeBytes(string folder) => Free;

    /// <summary>False when the step is to be called done without being done.</summary>
    internal bool Step(DiskStep step, string path)
    {
        int number;
        lock (_gate)
        {
            ThrowIfOff();
            number = ++Steps;
        }

        OnStep?.Invoke(number, step, path);
        lock (_gate)
        {
            ThrowIfOff();
        }

        return Ignored?.Invoke(step, path) != true;
    }

    internal void Count(int written) => Interlocked.Add(ref _written, written);

    internal T Use<T>(Func<T> action)
    {
        lock (_gate)
        {
            ThrowIfOff();
            return action();
        }
    }

    internal int Read(LazyBytes bytes, Span<byte> target, long offset)
    {
        lock (_gate)
        {
            ThrowIfOff();
            return bytes.Read(target, offset);
        }
    }

    /// <summary>Does what a failing step leaves behind; nothing when the power is off.</summary>
    internal void TryUse(Action action)
    {
        lock (_gate)
        {
            if (!_off)
            {
                action();
            }
        }
    }

    private void ThrowIfOff()
    {
        if (_off)
        {
            throw new IOException("The power is off.");
        }
    }

    private void Change(string path, Action<Dictionary<string, SimulatedFile>> change)
    {
        change(_names);
        _pendingNames.Add((FolderOf(path), change));
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(path) ?? "";

    private static SimulatedDisk With(
        Dictionary<string, SimulatedFile> names, Func<SimulatedDisk, string, SimulatedFile, SimulatedFile> copy)
    {
        var disk = new SimulatedDisk();
        disk._names = names.ToDictionary(pair => pair.Key, pair => copy(disk, pair.Key, pair.Value));
        disk._durableNames = new Dictionary<string, SimulatedFile>(disk._names);
        return disk;
    }

    private sealed class Release(SimulatedDisk disk, string path) : IDisposable
    {
        public void Dispose() => disk._locked.Remove(path);
    }
}
