using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Edge.Buffers;

/// <summary>
/// A file that does nothing but take space, to be given up when there is none: enough for what the store itself must write at a
/// start and when its point table grows, so that a full disk can be got out of.
/// </summary>
internal sealed class Ballast(IDisk disk, string folder)
{
    public const long Bytes = 8 << 20;

    private const string Name = "ballast";

    private readonly string _path = Path.Combine(folder, Name);

    public bool IsHeld => disk.List(folder).Contains(Name);

    /// <summary>Takes the space; false when it cannot be had.</summary>
    public bool TryHold()
    {
        try
        {
            // Reserved, not only named: a sparse file would give nothing back.
            using var file = disk.Create(_path, Bytes);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Gives the space up.</summary>
    public void Release()
    {
        try
        {
            disk.Delete(_path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Nothing more can be done, and what needs the space says so itself.
        }
    }
}
