using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Client.DataTypes;

/// <summary>A server that answers as to its DataTypes from a table, and counts how often it is asked.</summary>
internal sealed class TypeServer
{
    private readonly Dictionary<NodeId, (NodeId Supertype, ExtensionObject? Definition, bool IsAbstract)> _types = [];
    private readonly Dictionary<NodeId, NodeId> _encodings = [];

    public TypeServer() => Channel = new ScriptedChannel { Script = Answer };

    public ScriptedChannel Channel { get; }

    public int Requests { get; private set; }

    /// <summary>Gives the supertype of types that are not in the table; null is none.</summary>
    public Func<NodeId, NodeId?> Invented { get; set; } = _ => null;

    public void Add(DataTypeDescription type, uint supertype = 22) => Add(type, new NodeId(supertype));

    public void Add(DataTypeDescription type, NodeId supertype)
    {
        var definition = type.Structure is { } structure ? StandardStructures.Encode(structure)
            : type.Enumeration is { } values ? StandardStructures.Encode(values)
            : null;
        _types[type.Id] = (supertype, definition, type.IsAbstract);
        if (type.Structure is not null)
        {
            _encodings[type.BodyId] = type.Id;
        }
    }

    private ServiceResponse? Answer(ServiceRequest request)
    {
        switch (request)
        {
            case BrowseRequest browse:
                Requests++;
                return new BrowseResponse { Results = [.. browse.NodesToBrowse.Select(Browse)] };
            case ReadRequest read when read.NodesToRead[0].Attribute == AttributeId.BrowseName:
                Requests++;
                return new ReadResponse { Results = [.. read.NodesToRead.Select(Read)] };
            default:
                return null;
        }
    }

    private BrowseResult Browse(BrowseDescription wanted)
    {
        var target = wanted.ReferenceTypeId == new NodeId(38) ? _encodings.TryGetValue(wanted.NodeId, out var type) ? type : (NodeId?)null
            : _types.TryGetValue(wanted.NodeId, out var known) ? known.Supertype
            : Invented(wanted.NodeId);
        return target is { } id
            ? new BrowseResult { References = [new ReferenceDescription { NodeId = id }] }
            : new BrowseResult { Status = StatusCode.BadNodeIdUnknown };
    }

    private DataValue Read(ReadValueId wanted)
    {
        if (!_types.TryGetValue(wanted.NodeId, out var type))
        {
            return new DataValue(Variant.Null, StatusCode.BadNodeIdUnknown);
        }

        return wanted.Attribute switch
        {
            AttributeId.BrowseName => new DataValue(Variant.Of(new QualifiedName(2, $"T{wanted.NodeId.Numeric}"))),
            AttributeId.IsAbstract => new DataValue(Variant.Of(type.IsAbstract)),
            _ when type.Definition is { } definition => new DataValue(Variant.Of(definition)),
            _ => new DataValue(Variant.Null, StatusCode.BadAttributeIdInvalid),
        };
    }
}
