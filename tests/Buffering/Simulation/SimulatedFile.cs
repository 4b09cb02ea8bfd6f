using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Buffering.Simulation;

/// <summary>One file of a <see cref="SimulatedDisk"/>: what is visible, what is durable, and what may still become so.</summary>
internal sealed class SimulatedFile(SimulatedDisk disk, string path, byte[] bytes)
{
    private const int Sector = 512;
    private readonly SortedSet<long> _dirty = [];
    private byte[] _visible = bytes;
    private byte[] _durable = (byte[])bytes.Clone();

    /// <summary>The name it has now.</summary>
    public string Path { get; set; } = path;

    public ReadOnlySpan<byte> Visible => _visible;

    /// <summary>The same file seen by the next process: written, synced or not, as it was.</summary>
    public SimulatedFile Copy(SimulatedDisk other)
    {
        var copy = new SimulatedFile(other, Path, (byte[])_visible.Clone()) { _durable = (byte[])_durable.Clone() };
        copy._dirty.UnionWith(_dirty);
        return copy;
    }

    public IDiskFile OpenHandle() => new Handle(this);

    /// <summary>Each sector that was written since the last sync is the old or the new one; so is the length.</summary>
    public byte[] AfterPowerCut(Random random)
    {
        var length = random.Next(2) == 0 ? _durable.Length : _visible.Length;
        var found = new byte[length];
        _durable.AsSpan(0, Math.Min(length, _durable.Length)).CopyTo(found);
        foreach (var start in _dirty.Where(_ => random.Next(2) == 0))
        {
            CopySector(start, found);
        }

        return found;
    }

    private void Write(ReadOnlySpan<byte> written, long offset)
    {
        if (offset + written.Length > _visible.Length)
        {
            Array.Resize(ref _visible, (int)(offset + written.Length));
        }

        written.CopyTo(_visible.AsSpan((int)offset));
        for (var start = offset / Sector * Sector; start < offset + written.Length; start += Sector)
        {
            _dirty.Add(start);
        }
    }

    private void Sync()
    {
        Array.Resize(ref _durable, _visible.Length);
        foreach (var start in _dirty)
        {
            CopySector(start, _durable);
        }

        _dirty.Clear();
    }

    private void CopySector(long start, byte[] target)
    {
        var end = Math.Min(start + Sector, Math.Min(_visible.Length, target.Length));
        if (end > start)
        {
            _visible.AsSpan((int)start, (int)(end - start)).CopyTo(target.AsSpan((int)start));
        }
    }

    private sealed class Handle(SimulatedFile file) : IDiskFile
    {
        private readonly SimulatedDisk _disk = file.Disk;
        private volatile bool _closed;

        public long Length => Use(() => file._visible.Length);

        public int Read(Span<byte> buffer, long offset)
        {
            var copy = Use(() => file._visible);
            var count = (int)Math.Max(0, Math.Min(buffer.Length, copy.Length - offset));
            copy.AsSpan((int)Math.Min(offset, copy.Length), count).CopyTo(buffer);
            return count;
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
                Array.Resize(ref file._visible, (int)length);
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
