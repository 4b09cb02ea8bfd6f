using IndustrialGateway.Platform.Catalogue;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>The machine of each point, looked up once: the same string object for every point of a machine.</summary>
/// <remarks>For one thread; what another thread declares anew is noticed before the next look-up.</remarks>
internal sealed class MachineNames
{
    private readonly PointCatalogue _catalogue;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private string?[] _byPoint = [];
    private volatile bool _stale;

    public MachineNames(PointCatalogue catalogue)
    {
        _catalogue = catalogue;
        catalogue.PointsChanged += _ => _stale = true;
    }

    /// <summary>Empty when the point belongs to no machine.</summary>
    public string Of(int point)
    {
        if (_stale)
        {
            _stale = false;
            _byPoint = [];
        }

        if (point >= _byPoint.Length)
        {
            Array.Resize(ref _byPoint, Math.Max(point + 1, _catalogue.PointIdLimit));
        }

        return _byPoint[point] ??= LookUp(point);
    }

    private string LookUp(int point)
    {
        var name = _catalogue.FindPoint(point)?.EquipmentName ?? "";
        return _names.TryAdd(name, name) ? name : _names[name];
    }
}
