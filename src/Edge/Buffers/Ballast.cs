namespace IndustrialGateway.Edge.Buffers;

/// <summary>
/// A file that does nothing but take space, to be given up when there is none: enough for what the store itself must write at a
/// start and when its point table grows, so that a full disk can be got out of.
/// </summary>
internal sealed class Ballast(string folder)
{
    public const long Bytes = 8 << 20;

    private readonly string _path = Path.Combine(folder, "ballast");

    public bool IsHeld => File.Exists(_path);

    /// <summary>Takes the space; false when it cannot be had.</summary>
    public bool TryHold()
    {
        try
        {
            // Reserved, not only named: a sparse file would give nothing back.
            using var file = File.OpenHandle(_path, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.None, Bytes);
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
            File.Delete(_path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Nothing more can be done, and what needs the space says so itself.
        }
    }
}
