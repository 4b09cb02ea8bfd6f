namespace IndustrialGateway.Model;

/// <summary>The declared shapes of one buffer epoch, by alias. One writer; readers on any thread see each shape once it is added.</summary>
public sealed class PointShapeTable : IPointShapes
{
    /// <summary>Aliases above are refused: a sender that needs more opens a new epoch.</summary>
    public const uint MaxAlias = 1024 * 1024;

    private volatile PointShape?[] _shapes = new PointShape?[64];

    public PointShape? Find(uint alias)
    {
        var shapes = _shapes;
        return alias < (uint)shapes.Length ? shapes[alias] : null;
    }

    /// <summary>False when the shape contradicts itself, its alias is too high, or the alias is already another shape.</summary>
    public bool TryAdd(PointShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (!shape.IsConsistent || shape.Alias > MaxAlias)
        {
            return false;
        }

        if (Find(shape.Alias) is { } present)
        {
            return present == shape;
        }

        var shapes = _shapes;
        if (shape.Alias >= (uint)shapes.Length)
        {
            Array.Resize(ref shapes, (int)Math.Max(shape.Alias + 1, (uint)shapes.Length * 2));
        }

        Volatile.Write(ref shapes[shape.Alias], shape);
        _shapes = shapes;
        return true;
    }
}
