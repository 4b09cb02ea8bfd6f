using System.Buffers;

namespace IndustrialGateway.Model;

/// <summary>
/// The aliases of one buffer epoch at the edge, counting up from 1, never reused or redefined. A point's first values choose
/// its column; a point whose values stop fitting gets a new alias. Make <see cref="WriteUnpersisted"/> durable before the first
/// record that uses a new alias. One thread calls <see cref="Resolve"/>, <see cref="WriteUnpersisted"/> and
/// <see cref="MarkPersisted"/>; the rest may be called from any.
/// </summary>
public sealed class PointRegistry : IPointShapes
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _handles = new(StringComparer.Ordinal);
    private volatile PointColumn[] _points = [];
    private volatile DeclaredPoint[] _declared = new DeclaredPoint[64];
    private volatile int _pointCount;
    private volatile int _declaredCount;
    private int _persistedCount;

    /// <summary>How many aliases are declared; they are 1 to this.</summary>
    public int DeclaredCount => _declaredCount;

    /// <summary>True while an alias is declared that <see cref="MarkPersisted"/> does not cover.</summary>
    public bool HasUnpersisted => _declaredCount > _persistedCount;

    /// <summary>The registry as its table kept it.</summary>
    /// <param name="table">What <see cref="WriteUnpersisted"/> made, one after the other; may end in a torn entry.</param>
    /// <param name="validBytes">How much of it is whole: cut the rest off before appending.</param>
    public static PointRegistry Restore(ReadOnlySpan<byte> table, out int validBytes)
    {
        var registry = new PointRegistry();
        var rest = table;
        while (AliasTable.TryRead(ref rest, (uint)registry._declaredCount + 1, out var declared))
        {
            registry.Restore(declared);
        }

        validBytes = table.Length - rest.Length;
        registry._persistedCount = registry._declaredCount;
        return registry;
    }

    /// <summary>The handle of a point, the same for the same path; a point described anew is declared anew at its next value.</summary>
    public int Add(PointDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        lock (_lock)
        {
            if (!_handles.TryGetValue(description.Path, out var handle))
            {
                return AddNew(description);
            }

            if (_points[handle].Description != description)
            {
                _points[handle].Redescribe(description);
            }

            return handle;
        }
    }

    /// <summary>The description last given for a handle.</summary>
    public PointDescription Describe(int point) => _points[point].Description;

    /// <summary>The shape in which this value of the point travels; declares a new alias when none fits.</summary>
    public PointShape Resolve(int point, in Value value)
    {
        var column = _points[point];
        return column.Find(value) ?? Declare(column, value);
    }

    /// <summary>The declared shape of an alias, or null.</summary>
    public PointShape? Find(uint alias) => Declaration(alias)?.Shape;

    /// <summary>What was declared for an alias, or null.</summary>
    public DeclaredPoint? Declaration(uint alias) =>
        alias > 0 && alias <= (uint)_declaredCount ? _declared[alias - 1] : null;

    /// <summary>The aliases from one on, up to the newest, in order.</summary>
    public IReadOnlyList<DeclaredPoint> DeclarationsFrom(uint alias)
    {
        var count = _declaredCount;
        return alias == 0 || alias > (uint)count
            ? Array.Empty<DeclaredPoint>()
            : new ArraySegment<DeclaredPoint>(_declared, (int)alias - 1, count - (int)alias + 1);
    }

    /// <summary>Writes the table's entries for what is declared and not yet persisted; append them to the table.</summary>
    /// <returns>What to give to <see cref="MarkPersisted"/> once they are durable.</returns>
    public int WriteUnpersisted(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var count = _declaredCount;
        for (var index = _persistedCount; index < count; index++)
        {
            AliasTable.Write(_declared[index], output);
        }

        return count;
    }

    public void MarkPersisted(int declaredCount) => _persistedCount = declaredCount;

    private int AddNew(PointDescription description)
    {
        var points = _points;
        if (_pointCount == points.Length)
        {
            Array.Resize(ref points, Math.Max(64, points.Length * 2));
        }

        points[_pointCount] = new PointColumn(description);
        _points = points;
        _handles.Add(description.Path, _pointCount);
        return _pointCount++;
    }

    private PointShape Declare(PointColumn column, in Value value)
    {
        lock (_lock)
        {
            var shape = column.Choose((uint)_declaredCount + 1, value);
            Append(new DeclaredPoint(shape, column.Description));
            return shape;
        }
    }

    private void Append(DeclaredPoint declared)
    {
        var all = _declared;
        if (_declaredCount == all.Length)
        {
            Array.Resize(ref all, all.Length * 2);
        }

        all[_declaredCount] = declared;
        _declared = all;
        _declaredCount++;
    }

    private void Restore(DeclaredPoint declared)
    {
        var point = Add(declared.Description);
        _points[point].Restore(declared.Shape);
        Append(declared);
    }
}
