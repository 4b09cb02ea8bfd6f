using System.Collections.Concurrent;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Codec.Structures;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.DataTypes;

/// <summary>
/// Decodes the structures of one session's server by the definitions that it gives (DataTypeDefinition, Part 3 §5.8.3), which are read when
/// they are first needed and kept as long as the session. Servers older than 1.04 give none: then a body keeps its bytes, unless it is one
/// of namespace 0 that is known here. Safe for many threads.
/// </summary>
public sealed class DataTypeResolver : IDisposable
{
    // A structure within a structure whose type only shows when the outer one is decoded.
    private const int MaxRounds = 8;
    private const int MaxHopeless = 10_000;
    private const int MaxTypes = 4 * DataTypeReader.MaxTypes;

    private readonly UaSession _session;
    private readonly CodecLimits _limits;
    private readonly SemaphoreSlim _learning = new(1, 1);
    private readonly ConcurrentDictionary<NodeId, bool> _hopeless = new();
    private volatile DataTypeTable _known = DataTypeTable.Standard;

    internal DataTypeResolver(UaSession session, CodecLimits limits)
    {
        _session = session;
        _limits = limits;
    }

    /// <summary>What is known now.</summary>
    public DataTypeTable Known => _known;

    /// <summary>Decodes what can be decoded without asking the server; the rest keeps its bytes.</summary>
    public Variant Decode(in Variant value) => StructureCodec.Decode(value, _known, _limits);

    /// <summary>Decodes after asking the server for what is not known.</summary>
    /// <exception cref="UaException">The line broke. What the server cannot tell is no failure: it keeps its bytes.</exception>
    public async Task<Variant> DecodeAsync(Variant value, CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            var decoded = Decode(value);
            var missing = MissingIn(decoded);
            if (missing.Count == 0 || round == MaxRounds)
            {
                return decoded;
            }

            await AskAsync(missing, [], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The type ids of bodies in a decoded value for which it is worth asking the server: give them to LearnAsync.</summary>
    public IReadOnlyCollection<NodeId> MissingIn(in Variant decoded)
    {
        HashSet<NodeId> typeIds = [];
        StructureCodec.Undecoded(decoded, typeIds);
        typeIds.RemoveWhere(id => _hopeless.ContainsKey(id) || _known.FindBody(id) is not null);
        return typeIds;
    }

    /// <summary>Asks for the types of bodies; what the server does not tell is not asked for again.</summary>
    /// <exception cref="UaException">The line broke.</exception>
    public Task LearnAsync(IReadOnlyCollection<NodeId> bodies, CancellationToken cancellationToken) =>
        AskAsync(bodies, [], cancellationToken);

    /// <summary>A type by its node id; null when the server does not tell how its values are carried.</summary>
    /// <exception cref="UaException">The line broke.</exception>
    public async Task<DataTypeDescription?> FindAsync(NodeId dataType, CancellationToken cancellationToken)
    {
        await FindAllAsync([dataType], cancellationToken).ConfigureAwait(false);
        return _known.Find(dataType) is { BuiltIn: not BuiltInType.Null } found ? found : null;
    }

    /// <summary>Learns many types with few requests; they are in <see cref="Known"/> then.</summary>
    /// <exception cref="UaException">The line broke.</exception>
    public async Task FindAllAsync(IEnumerable<NodeId> dataTypes, CancellationToken cancellationToken)
    {
        NodeId[] missing = [.. dataTypes.Where(id => !id.IsNull && _known.Find(id) is null).Distinct()];
        if (missing.Length > 0)
        {
            await AskAsync([], missing, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks again for those of these types that are known, because they have changed; until the server has answered, they are what they were.</summary>
    /// <exception cref="UaException">The line broke.</exception>
    public async Task RenewAsync(IReadOnlyCollection<NodeId> dataTypes, CancellationToken cancellationToken)
    {
        await _learning.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Those of namespace 0 do not change.
            NodeId[] changed = [.. dataTypes.Where(id => id.NamespaceIndex != 0 && _known.Find(id) is not null).Distinct()];
            if (changed.Length > 0)
            {
                var others = _known.Without(changed);
                var reader = new DataTypeReader(_session, others, _limits);
                var learnt = await reader.ReadAsync([], changed, cancellationToken).ConfigureAwait(false);
                _known = others.Count + learnt.Count <= MaxTypes ? others.With(learnt, reader.Encodings) : _known;
            }
        }
        finally
        {
            _learning.Release();
        }
    }

    public void Dispose() => _learning.Dispose();

    private async Task AskAsync(IReadOnlyCollection<NodeId> bodies, NodeId[] types, CancellationToken cancellationToken)
    {
        await _learning.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var known = _known;
            bodies = [.. bodies.Where(id => known.FindBody(id) is null && !_hopeless.ContainsKey(id))];
            types = [.. types.Where(id => known.Find(id) is null)];
            if (bodies.Count + types.Length == 0)
            {
                return;
            }

            var reader = new DataTypeReader(_session, known, _limits);
            var learnt = await reader.ReadAsync(bodies, types, cancellationToken).ConfigureAwait(false);
            if (known.Count + learnt.Count <= MaxTypes)
            {
                _known = known.With(learnt, reader.Encodings);
            }

            foreach (var id in bodies.Where(id => _known.FindBody(id) is null && _hopeless.Count < MaxHopeless))
            {
                _hopeless.TryAdd(id, true);
            }
        }
        finally
        {
            _learning.Release();
        }
    }
}
