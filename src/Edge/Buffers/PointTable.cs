using System.Buffers;
using System.Buffers.Binary;
using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Buffers;

/// <summary>
/// The declared aliases of one buffer epoch, durable before the first record that uses them. Lies on the disk twice: a copy
/// that has lost its end cannot tell, and nothing that waits in the logs can be read without it.
/// </summary>
internal sealed partial class PointTable : IAsyncDisposable
{
    private readonly IReadOnlyList<TableCopy> _copies;
    private readonly ArrayBufferWriter<byte> _entries = new();
    private volatile int _durableCount;

    private PointTable(IReadOnlyList<TableCopy> copies, PointRegistry registry)
    {
        _copies = copies;
        Registry = registry;
        _durableCount = registry.DeclaredCount;
    }

    public PointRegistry Registry { get; }

    /// <summary>Aliases 1 to this may be told to the platform: they will never mean something else.</summary>
    public int DurableCount => _durableCount;

    /// <summary>What the copies keep, each made whole from the other; null when none is whole or they belong to another epoch.</summary>
    /// <param name="copies">Belong to the table from here on, unless the answer is null.</param>
    /// <param name="epoch">Of the log whose records the table explains.</param>
    /// <param name="isNew">There are no records yet, so that a table without anything has lost nothing.</param>
    /// <param name="logger">Hears of a copy that was made anew.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<PointTable?> OpenAsync(
        IReadOnlyList<TableCopy> copies, UInt128 epoch, bool isNew, ILogger logger, CancellationToken cancellationToken)
    {
        var label = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(label, epoch);
        var kept = new byte[]?[copies.Count];
        foreach (var (index, copy) in copies.Index())
        {
            kept[index] = await copy.ReadAsync(label, cancellationToken);
        }

        var whole = isNew && copies.All(copy => copy.IsEmpty) ? [] : kept.MaxBy(part => part?.Length ?? -1);
        if (whole is null || kept.Any(part => !whole.AsSpan().StartsWith(part)))
        {
            return null;
        }

        var registry = PointRegistry.Restore(whole, out var validBytes);
        if (validBytes != whole.Length)
        {
            return null;
        }

        foreach (var (index, copy) in copies.Index())
        {
            await CompleteAsync(copy, kept[index], whole, label, logger, cancellationToken);
        }

        return new PointTable(copies, registry);
    }

    /// <summary>Makes what is newly declared durable. Called by the one thread that resolves points.</summary>
    public async ValueTask PersistAsync(CancellationToken cancellationToken)
    {
        _entries.ResetWrittenCount();
        var declared = Registry.WriteUnpersisted(_entries);
        var last = new long[_copies.Count];
        foreach (var (index, copy) in _copies.Index())
        {
            last[index] = await copy.AppendAsync(_entries.WrittenMemory, cancellationToken);
        }

        foreach (var (index, copy) in _copies.Index())
        {
            await copy.WaitDurableAsync(last[index], cancellationToken);
        }

        Registry.MarkPersisted(declared);
        _durableCount = declared;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var copy in _copies)
        {
            await copy.DisposeAsync();
        }
    }

    /// <summary>Adds what a copy lacks: the end, after a crash between the two, or everything.</summary>
    private static async Task CompleteAsync(
        TableCopy copy, byte[]? kept, byte[] whole, byte[] label, ILogger logger, CancellationToken cancellationToken)
    {
        if (kept is null)
        {
            if (!copy.IsEmpty)
            {
                LogMadeAnew(logger, copy.Folder);
            }

            await copy.BeginAsync(label, cancellationToken);
        }

        if (whole.AsMemory(kept?.Length ?? 0) is { IsEmpty: false } lacking)
        {
            await copy.WaitDurableAsync(await copy.AppendAsync(lacking, cancellationToken), cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The copy of the point table in {Folder} is damaged: it is made anew from the other, and nothing is lost")]
    private static partial void LogMadeAnew(ILogger logger, string folder);
}
