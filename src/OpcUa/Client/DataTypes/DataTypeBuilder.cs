using IndustrialGateway.OpcUa.Codec.Structures;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.DataTypes;

/// <summary>
/// Makes types out of what a server says of them. Whatever it says, this ends: inheritance without end or in a circle leaves a type without
/// a carrier, a structure that contains itself directly is left without its definition, and both keep their bytes.
/// </summary>
internal sealed class DataTypeBuilder(DataTypeTable known, IReadOnlyDictionary<NodeId, DataTypeNode> nodes)
{
    public const int MaxInheritance = 64;

    private static readonly StructureDefinition NoFields = new();

    /// <param name="encodings">The ids of binary encodings and the types that they were found to belong to.</param>
    public List<DataTypeDescription> Build(IReadOnlyDictionary<NodeId, NodeId> encodings)
    {
        var bodies = new Dictionary<NodeId, NodeId>();
        foreach (var (encoding, type) in encodings)
        {
            bodies[type] = encoding;
        }

        var types = nodes.Values.Where(node => known.Find(node.Id) is null).Select(node => Describe(node, bodies)).ToList();
        return WithoutEndless(types);
    }

    private DataTypeDescription Describe(DataTypeNode node, Dictionary<NodeId, NodeId> bodies)
    {
        var builtIn = BuiltInOf(node);
        var structure = builtIn == BuiltInType.ExtensionObject ? StructureOf(node) : null;
        if (structure is not null && bodies.TryGetValue(node.Id, out var encoding))
        {
            structure = structure with { DefaultEncodingId = encoding };
        }

        return new DataTypeDescription
        {
            Id = node.Id,
            Name = node.Name,
            BuiltIn = builtIn,
            IsAbstract = node.IsAbstract,
            Structure = structure,
            Enumeration = node.Enumeration,
        };
    }

    private BuiltInType BuiltInOf(DataTypeNode node)
    {
        for (var (step, each) = (0, node); step < MaxInheritance; step++)
        {
            if (known.Find(each.Supertype) is { } super)
            {
                return super.BuiltIn;
            }

            if (!nodes.TryGetValue(each.Supertype, out var next))
            {
                return each.Structure is null ? BuiltInType.Null : BuiltInType.ExtensionObject;
            }

            each = next;
        }

        return BuiltInType.Null;
    }

    /// <summary>
    /// The fields "shall begin with the fields of the baseDataType" (Part 3 §8.48); where a server leaves them out, they are put before. A type
    /// without a definition of its own has its supertype's.
    /// </summary>
    private StructureDefinition? StructureOf(DataTypeNode node)
    {
        List<StructureDefinition> line = [];
        StructureDefinition? below = null;
        for (var (step, each) = (0, node); ; step++)
        {
            if (step == MaxInheritance)
            {
                return null;
            }

            if (each.Structure is not null)
            {
                line.Add(each.Structure);
            }

            if (known.Find(each.Supertype) is { } super)
            {
                below = super.Structure;
                break;
            }

            if (!nodes.TryGetValue(each.Supertype, out each!))
            {
                break;
            }
        }

        if (line.Count == 0 && below is null)
        {
            return null;
        }

        var definition = below ?? NoFields;
        for (var i = line.Count - 1; i >= 0; i--)
        {
            definition = Extended(definition, line[i]);
        }

        return node.Structure is null ? definition with { DefaultEncodingId = default } : definition;
    }

    private static StructureDefinition Extended(StructureDefinition supertype, StructureDefinition own)
    {
        var count = supertype.Fields.Count;
        var begins = own.Fields.Count >= count && own.Fields.Take(count).Select(field => field.Name)
            .SequenceEqual(supertype.Fields.Select(field => field.Name));
        return begins || own.Kind is StructureKind.Union or StructureKind.UnionWithSubtypedValues
            ? own
            : own with { Fields = [.. supertype.Fields, .. own.Fields] };
    }

    /// <summary>Takes the definitions away from structures that would hold themselves directly, and from those that hold such.</summary>
    private static List<DataTypeDescription> WithoutEndless(List<DataTypeDescription> types)
    {
        var byId = types.ToDictionary(type => type.Id);
        var holders = new Dictionary<NodeId, List<NodeId>>();
        var open = new Dictionary<NodeId, int>();
        foreach (var type in types.Where(type => type.Structure is not null))
        {
            var held = Held(type, byId);
            open[type.Id] = held.Count;
            foreach (var each in held)
            {
                (holders.TryGetValue(each, out var list) ? list : holders[each] = []).Add(type.Id);
            }
        }

        var ready = new Stack<NodeId>(open.Where(each => each.Value == 0).Select(each => each.Key));
        while (ready.TryPop(out var finished))
        {
            open.Remove(finished);
            foreach (var holder in holders.GetValueOrDefault(finished, []).Where(holder => --open[holder] == 0))
            {
                ready.Push(holder);
            }
        }

        return [.. types.Select(type => open.ContainsKey(type.Id) ? type with { Structure = null } : type)];
    }

    private static HashSet<NodeId> Held(DataTypeDescription type, Dictionary<NodeId, DataTypeDescription> byId)
    {
        HashSet<NodeId> held = [];
        foreach (var field in type.Structure!.Fields) // who calls has looked
        {
            var isAlwaysThere = field is { ValueRank: -1, IsOptional: false }
                && type.Structure.Kind is not (StructureKind.Union or StructureKind.UnionWithSubtypedValues);
            if (isAlwaysThere && byId.TryGetValue(field.DataType, out var other) && other.IsInline)
            {
                held.Add(other.Id);
            }
        }

        return held;
    }
}
