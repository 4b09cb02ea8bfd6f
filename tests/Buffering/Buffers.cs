using System.Buffers.Binary;
using IndustrialGateway.Buffering.Disk;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Buffering;

/// <summary>Buffers small enough to roll and to fill, and records that say which they are.</summary>
internal static class Buffers
{
    public const int MaxBytes = 256 * 1024;

    public static DurableBufferOptions Options(string folder) => new()
    {
        Folder = folder,
        MaxBytes = MaxBytes,
        SegmentBytes = 64 * 1024,
        MaxRecordBytes = 16 * 1024,
        MaxUnsyncedBytes = 64 * 1024,
    };

    public static DurableBuffer Open(string folder, IDisk? disk = null, TimeProvider? time = null) =>
        DurableBuffer.Open(Options(folder), disk ?? HostDisk.Instance, time ?? TimeProvider.System, NullLogger.Instance);

    /// <summary>Opens again until the disk lets it.</summary>
    public static async Task<DurableBuffer> OpenAfterErrorsAsync(IDisk disk)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return Open("/simulated", disk);
            }
            catch (IOException) when (attempt < 3)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>A record whose bytes follow from its sequence; 8 to 1,000 bytes.</summary>
    public static byte[] Record(long sequence)
    {
        var random = new Random((int)sequence);
        var bytes = new byte[random.Next(8, 1000)];
        random.NextBytes(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, sequence);
        return bytes;
    }

    /// <summary>How many samples a record is said to have; 0 to 9.</summary>
    public static int Samples(long sequence) => (int)(sequence * 7 % 10);

    public static long SamplesIn(SkippedRange range) => SamplesIn(range.First, range.Before);

    public static long SamplesIn(long first, long before)
    {
        var samples = 0L;
        for (var sequence = first; sequence < before; sequence++)
        {
            samples += Samples(sequence);
        }

        return samples;
    }

    public static async Task AppendAsync(DurableBuffer buffer, long first, long last)
    {
        for (var sequence = first; sequence <= last; sequence++)
        {
            Assert.Equal(sequence, await buffer.AppendAsync(Record(sequence), sampleCount: 1, default));
        }

        await buffer.WaitDurableAsync(last, default);
    }

    /// <summary>The sequences of all records there are, each checked byte by byte; skipped ranges fail.</summary>
    public static List<long> ReadRecords(BufferReader reader)
    {
        List<long> sequences = [];
        while (reader.TryRead(out var entry))
        {
            Assert.Null(entry.Skipped);
            Assert.Equal(Record(entry.Sequence), entry.Record.ToArray());
            sequences.Add(entry.Sequence);
        }

        return sequences;
    }
}
