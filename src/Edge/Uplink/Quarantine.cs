using System.Globalization;
using System.Text;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>
/// Keeps records that the platform will never store, for a person to look at: one file each, the oldest going when there
/// are too many. Losing one of these to a power cut is accepted: the record was refused, not lost.
/// </summary>
internal sealed partial class Quarantine(string folder, ILogger<Quarantine> logger)
{
    /// <summary>More files than this are not kept.</summary>
    public const int MaxFiles = 1000;

    /// <summary>More bytes than this are not kept.</summary>
    public const long MaxBytes = 64 << 20;

    private long _count;
    private long _samples;

    /// <summary>Records set aside since the process started.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Samples in them that nobody has counted as lost.</summary>
    public long Samples => Interlocked.Read(ref _samples);

    /// <param name="samples">How many samples are in the record, 0 when they are announced as lost as well.</param>
    public void Keep(UInt128 epoch, long sequence, ReadOnlySpan<byte> record, int samples, string reason)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _samples, samples);
        LogKept(sequence, reason);
        try
        {
            Directory.CreateDirectory(folder);
            var name = string.Create(CultureInfo.InvariantCulture, $"{epoch:x32}-{sequence:d20}");
            File.WriteAllBytes(Path.Combine(folder, name + ".record"), record);
            File.WriteAllText(Path.Combine(folder, name + ".reason"), reason, Encoding.UTF8);
            RemoveOldest();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNotKept(sequence, failure);
        }
    }

    private void RemoveOldest()
    {
        var files = new DirectoryInfo(folder).GetFiles("*.record").OrderByDescending(file => file.Name, StringComparer.Ordinal);
        var (count, bytes) = (0, 0L);
        foreach (var file in files)
        {
            bytes += file.Length;
            if (++count > MaxFiles || bytes > MaxBytes)
            {
                File.Delete(Path.ChangeExtension(file.FullName, ".reason"));
                file.Delete();
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The platform will never store record {Sequence}, which is set aside: {Reason}")]
    private partial void LogKept(long sequence, string reason);

    [LoggerMessage(LogLevel.Error, "Record {Sequence}, refused by the platform, cannot be set aside")]
    private partial void LogNotKept(long sequence, Exception failure);
}
