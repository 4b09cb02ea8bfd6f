using System.Numerics;
using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Buffering.Log;

/// <summary>
/// A piece of a segment in memory, as large as what is read of it at once; what the medium refuses to give reads as zeros, so that the rest
/// stays readable.
/// </summary>
internal sealed class RecordWindow
{
    private const int Usual = 256 * 1024;
    private const int Page = 4096;
    private byte[] _bytes = [];
    private IDiskFile? _file;
    private long _start;
    private int _length;

    public void Clear()
    {
        _file = null;
        _length = 0;
    }

    /// <summary>The bytes from <paramref name="offset"/> on, at least <paramref name="count"/> of them; <paramref name="end"/> bounds what is read.</summary>
    public ReadOnlyMemory<byte> Get(IDiskFile file, long offset, int count, long end)
    {
        if (_file != file || offset < _start || offset + count > _start + _length)
        {
            Fill(file, offset, count, end);
        }

        return _bytes.AsMemory((int)(offset - _start), _length - (int)(offset - _start));
    }

    private void Fill(IDiskFile file, long offset, int count, long end)
    {
        _length = 0;
        var useful = (int)Math.Min(Math.Max(count, Usual), end - offset);
        if (useful > _bytes.Length || (_bytes.Length > Usual && count <= Usual))
        {
            _bytes = new byte[count > Usual ? count : Math.Min(Usual, (int)BitOperations.RoundUpToPowerOf2((uint)useful))];
        }

        var wanted = _bytes.AsSpan(0, Math.Min(_bytes.Length, useful));
        try
        {
            wanted[file.Read(wanted, offset)..].Clear();
        }
        catch (IOException)
        {
            FillByPage(file, offset, wanted);
        }

        (_file, _start, _length) = (file, offset, wanted.Length);
    }

    private static void FillByPage(IDiskFile file, long offset, Span<byte> wanted)
    {
        while (wanted.Length > 0)
        {
            var piece = wanted[..(int)Math.Min(wanted.Length, Page - offset % Page)];
            try
            {
                piece[file.Read(piece, offset)..].Clear();
            }
            catch (IOException)
            {
                piece.Clear();
            }

            offset += piece.Length;
            wanted = wanted[piece.Length..];
        }
    }
}
