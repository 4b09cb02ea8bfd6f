using IndustrialGateway.Buffering;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Cli.Bench;

/// <summary>How many bytes a value takes in a gateway's buffer, which is opened for it after the gateway has ended.</summary>
internal static class BufferSize
{
    private const int HeaderBytes = 48;
    private const int Alignment = 8;

    /// <summary>The buffer's own file for what is acknowledged.</summary>
    private const string Cursor = "cursor";

    /// <summary>
    /// Over the records whose segments are still there, headers and padding included; null when there are none. What the
    /// platform has acknowledged is hidden by the cursor: a copy without it shows every record, as after the cursor's loss.
    /// </summary>
    public static async Task<double?> BytesPerValueAsync(string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        var copy = Directory.CreateTempSubdirectory("igw-bench-buffer-").FullName;
        try
        {
            foreach (var file in Directory.EnumerateFiles(folder).Where(file => Path.GetFileName(file) != Cursor))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }

            return await CountAsync(copy, time, cancellationToken);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static async Task<double?> CountAsync(string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = new DurableBufferOptions { Folder = folder, MaxBytes = long.MaxValue };
        await using var buffer = DurableBuffer.Open(options, time, NullLogger<DurableBuffer>.Instance);
        using var reader = buffer.OpenReader(buffer.OldestSequence);
        var (bytes, values) = (0L, 0L);
        while (reader.TryRead(out var entry))
        {
            cancellationToken.ThrowIfCancellationRequested();
            bytes += HeaderBytes + ((entry.Record.Length + Alignment - 1) / Alignment * Alignment);
            values += entry.SampleCount;
        }

        return values > 0 ? (double)bytes / values : null;
    }
}
