using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.DataTypes;

/// <summary>What a server's attributes and references say of one DataType.</summary>
/// <param name="Supertype">Null when the server does not tell.</param>
/// <param name="Structure">Its DataTypeDefinition, where it is a structure's.</param>
/// <param name="Enumeration">Its DataTypeDefinition, where it is an enumeration's or option set's.</param>
internal sealed record DataTypeNode(
    NodeId Id, QualifiedName Name, bool IsAbstract, NodeId Supertype, StructureDefinition? Structure, EnumDefinition? Enumeration);
