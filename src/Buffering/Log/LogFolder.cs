using System.Globalization;
using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Buffering.Log;

/// <summary>The segment files of one folder: made, sealed and removed so that their names are as durable as their bytes.</summary>
internal sealed class LogFolder(IDisk disk, string folder)
{
    public const string Extension = ".log";

    /// <summary>A new segment whose space is reserved and whose name is durable.</summary>
    public Segment Create(in SegmentHeader header, int bytes, SegmentList segments)
    {
        var name = header.BaseSequence.ToString("d20", CultureInfo.InvariantCulture);
        var path = Path.Combine(folder, name + Extension);
        if (segments.Snapshot.Any(other => other.Path == path))
        {
            path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{header.Salt:x8}{Extension}"));
        }

        // Under its name a segment always has its header: one without is damage, not an unfinished beginning.
        var draft = path + ".tmp";
        var file = disk.Create(draft, bytes);
        try
        {
            header.Write(file);
            file.Sync();
            disk.Rename(draft, path);
            disk.SyncFolder(folder);
        }
        catch
        {
            file.Dispose();
            TryDelete(draft);
            TryDelete(path);
            throw;
        }

        return new Segment(path, header, file) { FileBytes = bytes };
    }

    /// <summary>
    /// Writes the footer and gives reserved space back, in this order: a file that ends neither in the zeros kept for the footer nor in the
    /// footer has lost its end.
    /// </summary>
    public static void Seal(Segment segment)
    {
        segment.Footer(segment.CertainBefore).Write(segment.File, segment.Header.Salt);
        segment.File.Sync();
        segment.File.SetLength(segment.End + SegmentFooter.Size);
        segment.FileBytes = segment.End + SegmentFooter.Size;
    }

    /// <summary>Takes the segment out of the list and off the disk; the caller has accounted for its records durably.</summary>
    public void Remove(Segment segment, SegmentList segments)
    {
        segments.Remove(segment);
        segment.Drop();
        TryDelete(segment.Path);
    }

    // A file that stays is removed at the next start.
    private void TryDelete(string path)
    {
        try
        {
            disk.Delete(path);
        }
        catch (Exception failure) when (DiskErrors.IsOne(failure))
        {
        }
    }
}
