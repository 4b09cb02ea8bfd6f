using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>What a machine says that a variable holds.</summary>
/// <param name="Id">Its DataType; null where the machine does not tell.</param>
/// <param name="Type">The built-in type that carries its DataType; Null where the machine does not tell, or the type is abstract.</param>
/// <param name="ValueRank">Its ValueRank.</param>
/// <param name="Texts">What its numbers mean.</param>
internal readonly record struct DeclaredType(NodeId Id, DataType Type, int ValueRank, EnumTexts Texts);

/// <summary>
/// Asks a machine what its variables hold, and remembers it for those of the last time as long as the session, until the machine tells of a change, but for
/// no longer than a day, because not all machines tell. One asks; any thread tells what changed.
/// </summary>
internal sealed class DeclaredTypes(TimeProvider time)
{
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(1);

    private const int MaxChanged = 10_000;

    private readonly Lock _gate = new();
    private HashSet<NodeId>? _changed = []; // null: nobody knows which
    private Dictionary<NodeId, DeclaredType> _known = [];
    private UaSession? _session;
    private long _since;

    /// <summary>Nodes have changed, variables or their types, by their ids in the present session.</summary>
    public void Forget(IEnumerable<NodeId> nodes)
    {
        lock (_gate)
        {
            _changed?.UnionWith(nodes);
            _changed = _changed?.Count <= MaxChanged ? _changed : null;
        }
    }

    /// <summary>Nodes have changed, and nobody knows which.</summary>
    public void ForgetAll()
    {
        lock (_gate)
        {
            _changed = null;
        }
    }

    /// <summary>
    /// One for each node, in order. The types of structures are known to the session afterwards, so that their first values are decoded.
    /// </summary>
    /// <exception cref="UaException">The line broke.</exception>
    public async Task<IReadOnlyList<DeclaredType>> ReadAsync(
        UaSession session, IReadOnlyList<ExpandedNodeId> nodes, CancellationToken cancellationToken)
    {
        await ForgetChangedAsync(session, cancellationToken);

        // A node of a namespace that the machine does not have is asked for as the null node: refused, like the rest of it.
        NodeId[] variables = [.. nodes.Select(node => session.Namespaces.TryResolve(node, out var resolved) ? resolved : default)];
        NodeId[] open = [.. variables.Where(variable => !_known.ContainsKey(variable)).Distinct()];
        var read = open.Zip(await AskAsync(session, open, cancellationToken)).ToDictionary(pair => pair.First, pair => pair.Second);
        DeclaredType[] declared = [.. variables.Select(variable => read.TryGetValue(variable, out var type) ? type : _known[variable])];
        _known = variables.Zip(declared).Where(pair => !pair.Second.Id.IsNull).DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => pair.Second);
        return declared;
    }

    /// <summary>What was said to have changed until now is asked for again; what is said from now on, the next time.</summary>
    private async Task ForgetChangedAsync(UaSession session, CancellationToken cancellationToken)
    {
        HashSet<NodeId>? changed;
        lock (_gate)
        {
            (changed, _changed) = (_changed, []);
        }

        if (changed is null || session != _session || time.GetElapsedTime(_since) >= MaxAge)
        {
            (_known, _session, _since) = ([], session, time.GetTimestamp());
            return;
        }

        foreach (var (variable, declared) in _known)
        {
            if (changed.Contains(variable) || changed.Contains(declared.Id))
            {
                _known.Remove(variable);
            }
        }

        try
        {
            await session.DataTypes.RenewAsync(changed, cancellationToken);
        }
        catch
        {
            Forget(changed);
            throw;
        }
    }

    private static async Task<IReadOnlyList<DeclaredType>> AskAsync(UaSession session, NodeId[] variables, CancellationToken cancellationToken)
    {
        if (variables.Length == 0)
        {
            return [];
        }

        ReadValueId[] attributes = [.. variables.SelectMany(node => new ReadValueId[] { new(node, AttributeId.DataType), new(node, AttributeId.ValueRank) })];
        var values = await session.ReadAsync(attributes, cancellationToken);
        NodeId[] types = [.. variables.Select((_, i) => values[2 * i].Value.TryGet(out NodeId type) ? type : default)];
        await session.DataTypes.FindAllAsync(types, cancellationToken);
        var texts = await DeclaredTexts.ReadAsync(session, variables, types, cancellationToken);
        return [.. types.Select((type, i) => Of(session, type, values[(2 * i) + 1], texts[i]))];
    }

    private static DeclaredType Of(UaSession session, NodeId type, in DataValue rank, EnumTexts texts)
    {
        var builtIn = session.DataTypes.Known.Find(type)?.BuiltIn ?? BuiltInType.Null;
        return builtIn is BuiltInType.Null or BuiltInType.Variant
            ? new DeclaredType(type, DataType.Null, -1, texts)
            : new DeclaredType(
                type,
                (DataType)builtIn,
                rank.Value is { Type: BuiltInType.Int32, Shape: VariantShape.Scalar } told ? (int)told.AsInt64() : -1,
                texts);
    }
}
