using System.Buffers;
using IndustrialGateway.Buffering;
using IndustrialGateway.Model;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Faults;

/// <summary>What a gateway that is dead has on its disk, acknowledged or not: read from a copy of its buffer.</summary>
internal sealed class AcceptedSamples
{
    /// <summary>By the point's full name.</summary>
    public Dictionary<string, List<(Value Value, long SourceTicks)>> Good { get; } = new(StringComparer.Ordinal);

    public static async Task<AcceptedSamples> ReadAsync(string buffer)
    {
        using var copy = new TestFolder();
        Copy(buffer, copy.Path);
        var registry = await ReadPointsAsync(copy["points"]);
        var accepted = new AcceptedSamples();
        var decoder = new RecordDecoder();
        await foreach (var record in RecordsAsync(copy["process"]))
        {
            Assert.True(decoder.TryDecode(record.Span, registry, out var fault), fault.ToString());
            foreach (ref readonly var row in decoder.Rows)
            {
                if (row.Status == 0)
                {
                    // Decoded, hence declared.
                    accepted.Add(registry.Declaration(row.Alias)!.Description.Path, row.Value, row.SourceTicks);
                }
            }
        }

        return accepted;
    }

    private void Add(string path, Value value, long sourceTicks)
    {
        var name = Line.PointName(path);
        if (!Good.TryGetValue(name, out var samples))
        {
            Good.Add(name, samples = []);
        }

        samples.Add((value, sourceTicks));
    }

    /// <summary>The first record of the table is the epoch, the others its entries in pieces.</summary>
    private static async Task<PointRegistry> ReadPointsAsync(string folder)
    {
        var table = new ArrayBufferWriter<byte>();
        var isLabel = true;
        await foreach (var record in RecordsAsync(folder))
        {
            table.Write(isLabel ? default : record.Span);
            isLabel = false;
        }

        var registry = PointRegistry.Restore(table.WrittenSpan, out var valid);
        Assert.Equal(table.WrittenCount, valid);
        return registry;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> RecordsAsync(string folder)
    {
        await using var buffer = DurableBuffer.Open(
            new DurableBufferOptions { Folder = folder, MaxBytes = 1L << 40 }, TimeProvider.System, NullLogger<DurableBuffer>.Instance);
        using var reader = buffer.OpenReader(1);
        while (reader.TryRead(out var entry))
        {
            Assert.True(entry.Skipped is null or { Reason: SkipReason.Unfinished or SkipReason.Removed }, entry.Skipped?.ToString());
            if (entry.Skipped is null)
            {
                yield return entry.Record;
            }
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            var target = Directory.CreateDirectory(Path.Combine(to, Path.GetFileName(folder)));
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                File.Copy(file, Path.Combine(target.FullName, Path.GetFileName(file)));
            }
        }
    }
}
