using System.Buffers;
using IndustrialGateway.Buffering;
using IndustrialGateway.Model;

namespace IndustrialGateway.Cli.Buffers;

/// <summary>The buffer in a gateway's data folder, looked at from outside: the gateway may run on.</summary>
internal sealed class BufferFolder(string dataFolder)
{
    /// <summary>The most urgent first, as the gateway names their folders.</summary>
    public static readonly string[] Logs = ["alarm", "process", "diagnostic"];

    /// <summary>The point table, which the gateway keeps twice.</summary>
    private static readonly string[] Tables = ["points", "points-copy"];

    private readonly string _folder = Path.Combine(dataFolder, "buffer");

    /// <summary>The files of a log as they are now.</summary>
    /// <exception cref="CliException">There is no such log, or a newer version wrote it.</exception>
    public BufferView Open(string name)
    {
        try
        {
            return BufferView.Open(Path.Combine(_folder, name));
        }
        catch (DirectoryNotFoundException)
        {
            throw new CliException(
                ExitCodes.NotFound, $"There is no buffer in {Path.GetFullPath(dataFolder)}.",
                "The folder is the one that gateway.yaml names with `data:`.");
        }
        catch (BufferFormatException newer)
        {
            throw new CliException(ExitCodes.Failure, newer.Message);
        }
    }

    /// <summary>What the aliases in the records mean, as far as it is declared by now: from the copy of the table that has more.</summary>
    public PointRegistry ReadPoints() =>
        Tables.Select(ReadPoints).MaxBy(points => points.DeclaredCount)!;

    private PointRegistry ReadPoints(string name)
    {
        var table = new ArrayBufferWriter<byte>();
        if (Directory.Exists(Path.Combine(_folder, name)))
        {
            using var view = Open(name);
            foreach (var entry in view.Read(acknowledgedToo: true))
            {
                // The first record is the epoch that the table belongs to.
                if (entry.Sequence > 1)
                {
                    table.Write(entry.Record.Span);
                }
            }
        }

        return PointRegistry.Restore(table.WrittenSpan, out _);
    }
}
