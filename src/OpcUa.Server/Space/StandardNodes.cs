using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>The numbers of the standard nodes that this server has (OPC 10000-6 Annex A.3).</summary>
internal static class StandardNodes
{
    public static readonly NodeId References = new(31);
    public static readonly NodeId HierarchicalReferences = new(33);
    public static readonly NodeId Organizes = new(35);
    public static readonly NodeId HasEncoding = new(38);
    public static readonly NodeId HasTypeDefinition = new(40);
    public static readonly NodeId HasSubtype = new(45);
    public static readonly NodeId HasProperty = new(46);
    public static readonly NodeId HasComponent = new(47);
    public static readonly NodeId HasCondition = new(9006);

    public static readonly NodeId BaseObjectType = new(58);
    public static readonly NodeId FolderType = new(61);
    public static readonly NodeId BaseVariableType = new(62);
    public static readonly NodeId BaseDataVariableType = new(63);
    public static readonly NodeId PropertyType = new(68);
    public static readonly NodeId DataTypeEncodingType = new(76);
    public static readonly NodeId ServerType = new(2004);

    public static readonly NodeId Root = new(84);
    public static readonly NodeId Objects = new(85);
    public static readonly NodeId Types = new(86);
    public static readonly NodeId Views = new(87);
    public static readonly NodeId ObjectTypes = new(88);
    public static readonly NodeId VariableTypes = new(89);
    public static readonly NodeId DataTypes = new(90);
    public static readonly NodeId ReferenceTypes = new(91);

    public static readonly NodeId Server = new(2253);
    public static readonly NodeId ServerArray = new(2254);
    public static readonly NodeId NamespaceArray = new(2255);
    public static readonly NodeId ServerStatus = new(2256);
    public static readonly NodeId ServerStatusStartTime = new(2257);
    public static readonly NodeId ServerStatusCurrentTime = new(2258);
    public static readonly NodeId ServerStatusState = new(2259);
    public static readonly NodeId ServiceLevel = new(2267);

    public static readonly NodeId Structure = new(22);
    public static readonly NodeId Enumeration = new(29);
    public static readonly NodeId EnumValueType = new(7594);
    public static readonly NodeId ArgumentType = new(296);
    public static readonly NodeId ArgumentEncoding = new(298);
    public static readonly NodeId RangeType = new(884);
    public static readonly NodeId RangeEncoding = new(886);
    public static readonly NodeId EUInformationType = new(887);
    public static readonly NodeId EUInformationEncoding = new(889);

    /// <summary>The built-in data types: number, name, parent (OPC 10000-5 §12.2).</summary>
    public static readonly (uint Id, string Name, uint Parent)[] BuiltInDataTypes =
    [
        (24, "BaseDataType", 0), (1, "Boolean", 24), (26, "Number", 24), (27, "Integer", 26), (28, "UInteger", 26),
        (2, "SByte", 27), (3, "Byte", 28), (4, "Int16", 27), (5, "UInt16", 28), (6, "Int32", 27), (7, "UInt32", 28),
        (8, "Int64", 27), (9, "UInt64", 28), (10, "Float", 26), (11, "Double", 26), (12, "String", 24), (13, "DateTime", 24),
        (14, "Guid", 24), (15, "ByteString", 24), (16, "XmlElement", 24), (17, "NodeId", 24), (18, "ExpandedNodeId", 24),
        (19, "StatusCode", 24), (20, "QualifiedName", 24), (21, "LocalizedText", 24), (22, "Structure", 24),
        (23, "DataValue", 24), (25, "DiagnosticInfo", 24), (29, "Enumeration", 24), (851, "RedundancySupport", 29), (852, "ServerState", 29),
        (877, "ModelChangeStructureDataType", 22), (884, "Range", 22), (887, "EUInformation", 22), (296, "Argument", 22), (7594, "EnumValueType", 22), (290, "Duration", 11), (294, "UtcTime", 13), (291, "NumericRange", 12), (295, "LocaleId", 12), (862, "ServerStatusDataType", 22), (256, "IdType", 29),
    ];

    /// <summary>Number, name and parent of the reference types that this server uses.</summary>
    public static readonly (uint Id, string Name, uint Parent)[] ReferenceTypeTree =
    [
        (31, "References", 0), (32, "NonHierarchicalReferences", 31), (33, "HierarchicalReferences", 31), (34, "HasChild", 33),
        (35, "Organizes", 33), (38, "HasEncoding", 32), (40, "HasTypeDefinition", 32), (44, "Aggregates", 34), (45, "HasSubtype", 34),
        (46, "HasProperty", 44), (47, "HasComponent", 44), (9006, "HasCondition", 32),
    ];
}
