using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>Nodes that are read again and again in one session, under the names that the server gave them for that.</summary>
internal sealed class RegisteredNodes
{
    private readonly ReadValueId[] _known;
    private readonly int[] _places;
    private readonly int _count;

    private RegisteredNodes(UaSession session, ReadValueId[] known, int[] places, int count)
    {
        Session = session;
        _known = known;
        _places = places;
        _count = count;
    }

    public UaSession Session { get; }

    /// <summary>Registers where that is wanted and the server can; a node that it does not register is read by its own id.</summary>
    public static async Task<RegisteredNodes> MakeAsync(
        UaSession session, IReadOnlyList<ItemRequest> items, bool isRegistered, CancellationToken cancellationToken)
    {
        List<int> places = [];
        List<NodeId> nodes = [];
        for (var i = 0; i < items.Count; i++)
        {
            if (session.Namespaces.TryResolve(items[i].Node, out var node))
            {
                places.Add(i);
                nodes.Add(node);
            }
        }

        var names = isRegistered ? await RegisterAsync(session, nodes, cancellationToken).ConfigureAwait(false) : [.. nodes];
        ReadValueId[] known = [.. places.Select((place, index) => new ReadValueId(names[index], items[place].Attribute))];
        return new RegisteredNodes(session, known, [.. places], items.Count);
    }

    /// <summary>One value for each item, in order; what cannot be read has a bad status. One request at a time.</summary>
    /// <exception cref="UaException">The line or the session is lost, or the server does not answer.</exception>
    public async Task<DataValue[]> ReadAsync(TimeSpan maxAge, CancellationToken cancellationToken)
    {
        var values = new DataValue[_count];
        Array.Fill(values, new DataValue(Variant.Null, StatusCode.BadNodeIdUnknown));
        var read = await Batches.CallAsync(
            _known,
            Session.Learning.Reads,
            parallel: 1,
            async part =>
            {
                var request = new ReadRequest { MaxAge = maxAge.TotalMilliseconds, NodesToRead = part };
                return (await Session.SendAsync<ReadResponse>(request, cancellationToken).ConfigureAwait(false)).Results;
            },
            static (_, failure) => new DataValue(Variant.Null, failure.Status),
            Session.ChannelEnded).ConfigureAwait(false);
        for (var i = 0; i < read.Length; i++)
        {
            values[_places[i]] = read[i];
        }

        return values;
    }

    private static async Task<NodeId[]> RegisterAsync(UaSession session, List<NodeId> nodes, CancellationToken cancellationToken)
    {
        try
        {
            var names = await Batches.CallAsync(
                nodes,
                session.Learning.Registrations,
                parallel: 1,
                async part =>
                {
                    var request = new RegisterNodesRequest { NodesToRegister = part };
                    return (await session.SendAsync<RegisterNodesResponse>(request, cancellationToken).ConfigureAwait(false)).RegisteredNodeIds;
                },
                static (node, _) => node,
                session.ChannelEnded).ConfigureAwait(false);
            return [.. names.Select((name, index) => name.IsNull ? nodes[index] : name)];
        }
        catch (UaException) when (!session.ChannelEnded.IsCompleted)
        {
            return [.. nodes]; // the server does not register: the nodes can be read all the same
        }
    }
}
