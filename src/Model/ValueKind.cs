namespace IndustrialGateway.Model;

/// <summary>The column of a batch in which a point's values travel (values.proto).</summary>
public enum ValueKind : byte
{
    None = 0,
    Boolean = 1,

    /// <summary>SByte to Int64, Byte to UInt32, DateTime and StatusCode.</summary>
    Integer = 2,

    /// <summary>UInt64.</summary>
    Unsigned = 3,
    Float = 4,
    Double = 5,

    /// <summary>A Double that is n / 10^places exactly, as the integer n.</summary>
    Decimal = 6,

    /// <summary>String, XmlElement, NodeId, ExpandedNodeId and QualifiedName.</summary>
    Text = 7,

    /// <summary>ByteString, and Guid as 16 bytes.</summary>
    Bytes = 8,

    /// <summary>Arrays, structures and what is left, as an encoded PointValue.</summary>
    Composite = 9,
}

/// <summary>Which column a built-in type takes when nothing better is known of the point.</summary>
public static class ValueKinds
{
    /// <summary>The column of a scalar of this type; <see cref="ValueKind.Double"/>, never Decimal, for a Double.</summary>
    public static ValueKind OfScalar(DataType type) => type switch
    {
        DataType.Boolean => ValueKind.Boolean,
        >= DataType.SByte and <= DataType.Int64 or DataType.DateTime or DataType.StatusCode => ValueKind.Integer,
        DataType.UInt64 => ValueKind.Unsigned,
        DataType.Float => ValueKind.Float,
        DataType.Double => ValueKind.Double,
        DataType.String or DataType.XmlElement or DataType.NodeId or DataType.ExpandedNodeId
            or DataType.QualifiedName => ValueKind.Text,
        DataType.Guid or DataType.ByteString => ValueKind.Bytes,
        _ => ValueKind.Composite,
    };
}
