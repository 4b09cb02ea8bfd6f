using IndustrialGateway.Platform.Catalogue;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>The machine of each point, looked up once: the same string object for every point of a machine.</summary>
/// <remarks>For one thread; what another thread declares anew is noticed before the next look-up.</remarks>
internal sealed class MachineNames
{
    /// <summary>In the place of a name, for points that tell of the gateway itself.</summary>
    public const string Gateway = "gateway";

    private readonly PointCatalogue _catalogue;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private string?[] _byPoint = [];
    private volatile bool _stale;

    public MachineNames(PointCatalogue catalogue)
    {
        _catalogue = catalogue;
        catalogue.PointsChanged += _ => _stale = true;
    }

    /// <summary>Empty when the point belongs to no machine, <see cref="Gateway"/> when it is the gateway's own.</summary>
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
        var entry = _catalogue.FindPoint(point);
        if (entry is { IsGateways: true })
        {
            return Gateway;
        }

        var name = entry?.EquipmentName ?? "";
        return _names.TryAdd(name, name) ? name : _names[name];
    }
}
