namespace IndustrialGateway.Buffering;

/// <summary>Another process, or another buffer of this one, has the folder open.</summary>
public sealed class BufferLockedException(string folder)
    : IOException($"The buffer in {folder} is open elsewhere; only one may have it at a time.")
{
    /// <summary>The folder that is in use.</summary>
    public string Folder { get; } = folder;
}
