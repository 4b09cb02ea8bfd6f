using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Buffering.Simulation;

/// <summary>One file of a <see cref="SimulatedDisk"/>: what is visible, what is durable, and what may still become so.</summary>
internal sealed class SimulatedFile(SimulatedDisk disk, string path, LazyBytes bytes)
{
    private const int Sector = 512;
    private readonly SortedSet<long> _dirty = [];
    private readonly LazyBytes _visible = bytes;
    private LazyBytes _durable = bytes.Clone();

    /// <summary>The name it has now.</summary>
    public string Path { get; set; } = path;

    public LazyBytes Visible => _visible;

    /// <summary>The same file seen by the next process: written, synced or not, as it was.</summary>
    public SimulatedFile Copy(SimulatedDisk other)
    {
        var copy = new SimulatedFile(other, Path, _visible.Clone()) { _durable = _durable.Clone() };
        copy._dirty.UnionWith(_dirty);
        return copy;
    }

    public IDiskFile OpenHandle() => new Handle(this);

    /// <summary>Each sector that was written since the last sync is the old or the new one; so is the length.</summary>
    public LazyBytes AfterPowerCut(Random random)
    {
        var found = _durable.Clone();
        found.SetLength(random.Next(2) == 0 ? _durable.Length : _visible.Length);
        foreach (var start in _dirty.Where(_ => random.Next(2) == 0))
        {
            found.CopyFrom(_visible, start, Sector);
        }

        return found;
    }

    public void FlipBit(Random random)
    {
        var (at, bit) = (random.Next(Math.Max(1, _visible.Held)), random.Next(8));
        _visible.FlipBit(at, bit);
        _durable.FlipBit(at, bit);
    }

    private void Write(ReadOnlySpan<byte> written, long offset)
    {
        disk.Count(written.Length);
        _visible.Write(written, offset);
        for (var start = offset / Sector * Sector; start < offset + written.Length; start += Sector)
        {
            _dirty.Add(start);
        }
    }

    private void Sync()
    {
        _durable.SetLength(_visible.Length);
        foreach (var start in _dirty)
        {
            _durable.CopyFrom(_visible, start, Sector);
        }

        _dirty.Clear();
    }

    private sealed class Handle(SimulatedFile file) : IDiskFile
    {
        private readonly SimulatedDisk _disk = file.Disk;
        private volatile bool _closed;

        public long Length => Use(() => file._visible.Length);

        public int Read(Span<byte> buffer, long offset)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return _disk.Read(file._visible, buffer, offset);
        }

        public void Write(ReadOnlySpan<byte> written, long offset)
        {
            var copy = written.ToArray();
            try
            {
                if (!Step(DiskStep.Write))
                {
                    return;
                }
            }
            catch (IOException)
            {
                // The first part of a write that fails may have happened.
                _disk.TryUse(() => file.Write(copy.AsSpan(0, copy.Length / 2), offset));
                throw;
            }

            _ = Use(() =>
            {
                file.Write(copy, offset);
                return 0;
            });
        }

        public void SetLength(long length)
        {
            _ = Step(DiskStep.SetLength);
            _ = Use(() =>
            {
                file._visible.SetLength(length);
                return 0;
            });
        }

        public void Sync()
        {
            try
            {
                if (!Step(DiskStep.Sync))
                {
                    return;
                }
            }
            catch (IOException)
            {
                // The system forgets what it could not write: readable, called clean, and never durable.
                _disk.TryUse(file._dirty.Clear);
                throw;
            }

            _ = Use(() =>
            {
                file.Sync();
                return 0;
            });
        }

        public void Dispose() => _closed = true;

        private bool Step(DiskStep step)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return _disk.Step(step, file.Path);
        }

        private T Use<T>(Func<T> action)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return _disk.Use(action);
        }
    }

    private SimulatedDisk Disk => disk;
}
