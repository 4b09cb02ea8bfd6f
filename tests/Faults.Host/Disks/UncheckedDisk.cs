using IndustrialGateway.Buffering.Disk;
using IndustrialGateway.Buffering.Log;

namespace IndustrialGateway.Faults.Host.Disks;

/// <summary>Bug: checksums are not looked at. Here they are made to fit whatever a file holds when it is opened, which comes to the same.</summary>
internal sealed class UncheckedDisk : PassingDisk
{
    public override IDiskFile Open(string path)
    {
        var file = base.Open(path);
        if (path.EndsWith(".log", StringComparison.Ordinal) && SegmentHeader.TryRead(file, path, out var header))
        {
            Seal(file, header.Salt);
        }

        return file;
    }

    private static void Seal(IDiskFile file, uint salt)
    {
        var bytes = new byte[file.Length];
        _ = file.Read(bytes, 0);
        for (var at = SegmentHeader.DataStart; at + RecordHeader.Size <= bytes.Length;)
        {
            var record = bytes.AsSpan(at);
            var length = RecordHeader.ReadLength(record);
            if (RecordHeader.ReadSequence(record) < 1 || length <= 0 || length > record.Length - RecordHeader.Size)
            {
                return;
            }

            RecordHeader.Seal(record, length, BitConverter.ToInt32(record[36..]), salt);
            file.Write(record[..RecordHeader.ExtentOf(length)], at);
            at += RecordHeader.ExtentOf(length);
        }
    }
}
