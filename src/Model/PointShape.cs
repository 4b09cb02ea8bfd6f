namespace IndustrialGateway.Model;

/// <summary>How the values of one alias travel: fixed at declaration, never redefined within a buffer epoch.</summary>
/// <param name="Alias">1 and up, in order of declaration.</param>
/// <param name="Kind">The column.</param>
/// <param name="DecimalPlaces">0 to 9; for <see cref="ValueKind.Decimal"/> only.</param>
/// <param name="DataType">Type of the scalar or of the items.</param>
/// <param name="ValueRank">OPC UA ValueRank: -1 scalar, 1 array, more for a matrix.</param>
public sealed record PointShape(uint Alias, ValueKind Kind, byte DecimalPlaces, DataType DataType, int ValueRank)
{
    public const byte MaxDecimalPlaces = 9;

    /// <summary>False for a declaration whose parts contradict each other; check what comes from outside with it.</summary>
    public bool IsConsistent => Alias != 0 && DataType <= DataType.DiagnosticInfo && Kind switch
    {
        ValueKind.Composite => DecimalPlaces == 0,
        ValueKind.Decimal => DecimalPlaces <= MaxDecimalPlaces && DataType == DataType.Double && ValueRank == -1,
        ValueKind.None => false,
        _ => DecimalPlaces == 0 && ValueRank == -1 && ValueKinds.OfScalar(DataType) == Kind,
    };
}

/// <summary>Finds the declared shape of an alias; asked for every row, so answer without waiting.</summary>
public interface IPointShapes
{
    /// <summary>Null = never declared.</summary>
    PointShape? Find(uint alias);
}
