namespace IndustrialGateway.Model;

/// <summary>What decoding one record may allocate for texts, arrays and structures: bounded by the record's own size.</summary>
internal sealed class MemoryBudget
{
    private const int Fixed = 1024 * 1024;
    private const int PerByte = 4;

    private long _left;

    /// <summary>True once something did not fit.</summary>
    public bool Exceeded { get; private set; }

    /// <summary>Four times the record and 1 MiB, rows included.</summary>
    public void Start(int recordBytes, long rowBytes)
    {
        _left = ((long)recordBytes * PerByte) + Fixed - rowBytes;
        Exceeded = _left < 0;
    }

    /// <summary>Takes this many bytes off; false when they are not there, and then nothing may be allocated.</summary>
    public bool TryTake(long bytes)
    {
        if (bytes > _left)
        {
            Exceeded = true;
            return false;
        }

        _left -= bytes;
        return true;
    }
}
