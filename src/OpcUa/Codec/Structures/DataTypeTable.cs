using System.Collections.Frozen;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec.Structures;

/// <summary>Types by their node ids and by the ids of their binary encodings; never changes, so any thread may use it.</summary>
public sealed class DataTypeTable
{
    private readonly FrozenDictionary<NodeId, DataTypeDescription> _types;
    private readonly FrozenDictionary<NodeId, DataTypeDescription> _bodies;

    internal DataTypeTable(IReadOnlyCollection<DataTypeDescription> types)
        : this(Index(types, static type => type.Id), Index(types.Where(type => type.Structure is not null), static type => type.BodyId))
    {
    }

    private DataTypeTable(FrozenDictionary<NodeId, DataTypeDescription> types, FrozenDictionary<NodeId, DataTypeDescription> bodies)
    {
        _types = types;
        _bodies = bodies;
    }

    /// <summary>The built-in types and those structures of namespace 0 that servers send, also where they do not describe them.</summary>
    public static DataTypeTable Standard { get; } = new(StandardTypes.All());

    public int Count => _types.Count;

    public DataTypeDescription? Find(NodeId dataType) => _types.GetValueOrDefault(dataType);

    /// <summary>The structure that an extension object of this id holds.</summary>
    public DataTypeDescription? FindBody(NodeId typeId) => _bodies.GetValueOrDefault(typeId);

    /// <summary>This table and more types; what it knows already stays as it is.</summary>
    public DataTypeTable With(IEnumerable<DataTypeDescription> more) => With(more, FrozenDictionary<NodeId, NodeId>.Empty);

    /// <summary>The same, with more ids of encodings and the types to which they belong.</summary>
    public DataTypeTable With(IEnumerable<DataTypeDescription> more, IReadOnlyDictionary<NodeId, NodeId> encodings)
    {
        ArgumentNullException.ThrowIfNull(encodings);
        var table = new DataTypeTable([.. _types.Values, .. more]);
        var bodies = new Dictionary<NodeId, DataTypeDescription>(table._bodies);
        foreach (var (encoding, id) in _bodies.Select(each => (each.Key, each.Value.Id)).Concat(encodings.Select(each => (each.Key, each.Value))))
        {
            if (table.Find(id) is { Structure: not null } type)
            {
                bodies.TryAdd(encoding, type);
            }
        }

        return new DataTypeTable(table._types, bodies.ToFrozenDictionary());
    }

    /// <summary>This table as if it had never known these types.</summary>
    public DataTypeTable Without(IReadOnlyCollection<NodeId> types)
    {
        HashSet<NodeId> gone = [.. types];
        return new DataTypeTable(
            _types.Where(each => !gone.Contains(each.Key)).ToFrozenDictionary(),
            _bodies.Where(each => !gone.Contains(each.Value.Id)).ToFrozenDictionary());
    }

    private static FrozenDictionary<NodeId, DataTypeDescription> Index(
        IEnumerable<DataTypeDescription> types, Func<DataTypeDescription, NodeId> key)
    {
        var index = new Dictionary<NodeId, DataTypeDescription>();
        foreach (var type in types)
        {
            index.TryAdd(key(type), type);
        }

        return index.ToFrozenDictionary();
    }
}
