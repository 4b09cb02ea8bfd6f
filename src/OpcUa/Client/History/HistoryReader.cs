using System.Runtime.CompilerServices;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.History;

/// <summary>
/// Reads what a server has stored of variables (Part 4 §5.11.3, Part 11 §6.4.3): follows continuation points to their end, or to where a server is
/// taken for endless, and gives them back when the caller stops earlier. Continuation points die with the session: who was interrupted
/// reads again from the last value that came.
/// </summary>
public sealed class HistoryReader(UaSession session, HistoryOptions? options = null)
{
    private const byte HistoryRead = 4;

    // A start of zero is none, and a server then reads backwards (Part 11 §6.4.3.2): a day later nothing was stored either.
    private static readonly UaDateTime Earliest = new(TimeSpan.TicksPerDay);

    private readonly HistoryOptions _options = options ?? new HistoryOptions();

    /// <summary>Which of the nodes have a history; one result each, in order.</summary>
    public async Task<IReadOnlyList<HistoryAccess>> FindAccessAsync(IReadOnlyList<NodeId> nodes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        var values = await session.ReadAsync(
            [.. nodes.SelectMany(node => new[] { new ReadValueId(node, AttributeId.UserAccessLevel), new ReadValueId(node, AttributeId.Historizing) })],
            cancellationToken).ConfigureAwait(false);
        return [.. nodes.Select((node, index) => new HistoryAccess(
            node,
            (Bits(values[2 * index], BuiltInType.Byte) & HistoryRead) != 0,
            Bits(values[(2 * index) + 1], BuiltInType.Boolean) != 0))];
    }

    /// <summary>The stored values of one node in the interval, oldest first, page by page; nothing when there are none.</summary>
    /// <param name="from">The first instant; a value at it is in the interval.</param>
    /// <param name="to">Just behind the interval; a value at it is not.</param>
    /// <exception cref="UaException">The node has no history, or the line broke, or the server does not come to an end; what came before is good.</exception>
    public async IAsyncEnumerable<IReadOnlyList<DataValue>> ReadRawAsync(
        NodeId node, UaDateTime from, UaDateTime to, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var page in ReadRawAsync([node], from, to, cancellationToken).ConfigureAwait(false))
        {
            if (page.Values.Count > 0)
            {
                yield return page.Values;
            }

            if (page.Status.IsBad)
            {
                throw new UaException(page.Status, $"The history of {session.Namespaces.Format(node)} could not be read to the end: {page.Status}.");
            }
        }
    }

    /// <summary>The same for many nodes with few requests. Their pages come mixed; each node has exactly one last page, and one that fails costs only itself.</summary>
    /// <exception cref="UaException">The line broke, or the server answers nothing of it.</exception>
    public async IAsyncEnumerable<HistoryPage> ReadRawAsync(
        IReadOnlyList<NodeId> nodes, UaDateTime from, UaDateTime to, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        if (to.Ticks <= from.Ticks)
        {
            throw new ArgumentException($"The interval from {from} to {to} is empty.", nameof(to));
        }

        var run = new HistoryRun(session, _options, nodes, from.IsNull ? Earliest : from, to);
        try
        {
            while (!run.IsComplete)
            {
                foreach (var page in await run.NextAsync(cancellationToken).ConfigureAwait(false))
                {
                    yield return page;
                }
            }
        }
        finally
        {
            await run.ReleaseAsync().ConfigureAwait(false);
        }
    }

    private static long Bits(in DataValue value, BuiltInType type) =>
        !value.Status.IsBad && value.Value.Type == type && value.Value.Shape == VariantShape.Scalar ? value.Value.Bits : 0;
}
