using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Buffering.Log;

/// <summary>
/// Keeps the <see cref="CursorState"/> in two slots of a file that is never made longer, written in turn: a torn write
/// costs the newer one, and a full disk costs nothing. The slots stand in different pages.
/// </summary>
internal sealed class CursorFile : IDisposable
{
    private const int SlotDistance = 4096;
    private readonly IDisk _disk;
    private readonly string _folder;
    private readonly string _path;
    private readonly byte[] _slot = new byte[CursorState.Size];
    private IDiskFile? _file;
    private long _generation;

    private CursorFile(IDisk disk, string folder)
    {
        _disk = disk;
        _folder = folder;
        _path = Path.Combine(folder, "cursor");
    }

    /// <summary>Opens the cursor and gives its newest whole slot, or null when there is none.</summary>
    /// <exception cref="BufferFormatException">A newer version wrote it.</exception>
    public static CursorFile Open(IDisk disk, string folder, bool exists, out CursorState? state)
    {
        var cursor = new CursorFile(disk, folder);
        state = exists ? cursor.Read() : null;
        cursor._generation = state?.Generation ?? 0;
        return cursor;
    }

    /// <summary>Returns when the state is on the medium.</summary>
    public void Save(CursorState state)
    {
        (state with { Generation = ++_generation }).Write(_slot);
        try
        {
            if (_file is not null)
            {
                _file.Write(_slot, _generation % 2 * SlotDistance);
                _file.Sync();
                return;
            }
        }
        catch (IOException)
        {
            // What the file holds is now unknown: a new one takes its place below.
            _file?.Dispose();
            _file = null;
        }

        Replace();
    }

    public void Dispose() => _file?.Dispose();

    private void Replace()
    {
        var draft = _path + ".tmp";
        var file = _disk.Create(draft, 2 * SlotDistance);
        try
        {
            file.Write(_slot, 0);
            file.Write(_slot, SlotDistance);
            file.Sync();
            _disk.Rename(draft, _path);
            _disk.SyncFolder(_folder);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        _file = file;
    }

    /// <summary>The newest whole slot, or null when there is none.</summary>
    /// <exception cref="BufferFormatException">A newer version wrote it.</exception>
    public static CursorState? ReadNewest(IDiskFile file, string path)
    {
        CursorState? newest = null;
        Span<byte> slot = stackalloc byte[CursorState.Size];
        foreach (var offset in (ReadOnlySpan<long>)[0, SlotDistance])
        {
            try
            {
                if (CursorState.TryRead(slot[..file.Read(slot, offset)], path, out var state)
                    && (newest is null || state.Generation > newest.Value.Generation))
                {
                    newest = state;
                }
            }
            catch (IOException)
            {
                // An unreadable slot is as good as a torn one.
            }
        }

        return newest;
    }

    private CursorState? Read()
    {
        _file = _disk.Open(_path);
        var newest = ReadNewest(_file, _path);
        if (newest is null || _file.Length < 2 * SlotDistance)
        {
            _file.Dispose();
            _file = null;
        }

        return newest;
    }
}
