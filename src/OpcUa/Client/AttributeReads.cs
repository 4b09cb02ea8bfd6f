using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>Reads attributes in as many requests as the server's limits ask for; of many, one that cannot be brought over costs only itself.</summary>
internal static class AttributeReads
{
    /// <summary>One result each, in order.</summary>
    public static Task<DataValue[]> ReadAsync(UaSession session, IReadOnlyList<ReadValueId> attributes, CancellationToken cancellationToken) =>
        Batches.CallAsync(
            attributes,
            session.Learning.Reads,
            session.Parallel,
            part => ReadPartAsync(session, part, cancellationToken),
            attributes.Count == 1 ? null : static (_, failure) => new DataValue(Variant.Null, failure.Status),
            session.ChannelEnded);

    /// <summary>
    /// The same in one request, as long as that goes: a refusal may be for one node among them, which halving finds. A server that does not
    /// answer would be asked for each half in vain.
    /// </summary>
    public static async Task<IReadOnlyList<DataValue>> ReadAtOnceAsync(UaSession session, ReadValueId[] wanted, CancellationToken cancellationToken)
    {
        try
        {
            var values = await ReadPartAsync(session, wanted, cancellationToken).ConfigureAwait(false);
            return values.Length == wanted.Length ? values : await ReadAsync(session, wanted, cancellationToken).ConfigureAwait(false);
        }
        catch (UaException failure) when (
            failure.Status.Code != StatusCode.BadTimeout && !session.ChannelEnded.IsCompleted && !SessionFaults.IsLost(failure.Status))
        {
            return await ReadAsync(session, wanted, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<DataValue[]> ReadPartAsync(UaSession session, ReadValueId[] part, CancellationToken cancellationToken)
    {
        var request = new ReadRequest { NodesToRead = part };
        return (await session.SendAsync<ReadResponse>(request, cancellationToken).ConfigureAwait(false)).Results;
    }
}
