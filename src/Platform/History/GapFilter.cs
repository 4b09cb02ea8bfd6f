using System.Collections.Frozen;
using IndustrialGateway.Historian;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.History;

/// <summary>Which entries of the loss ledger a question is about; the points that fit are looked up once.</summary>
internal sealed class GapFilter
{
    private const int MaxReasons = 100;

    private readonly string _gateway;
    private readonly FrozenSet<GapReason> _reasons;
    private readonly FrozenDictionary<int, PointEntry>? _points;
    private readonly FrozenSet<(string Gateway, string Equipment)> _machines = [];

    /// <exception cref="RefusalException">The question names no gateway, one that is not known, or too many reasons.</exception>
    public GapFilter(ListGapsRequest request, CatalogueSnapshot catalogue)
    {
        if (request.Reasons.Count > MaxReasons)
        {
            throw RefusalException.InvalidField("reasons", $"names more than {MaxReasons}");
        }

        _gateway = GatewayOf(request.Gateway, catalogue);
        _reasons = request.Reasons.ToFrozenSet();
        if (request.PathGlob.Length == 0)
        {
            return;
        }

        var glob = new PathGlob(request.PathGlob);
        var fitting = catalogue.Gateways.Values
            .Where(gateway => _gateway.Length == 0 || gateway.Gateway.Key == _gateway)
            .SelectMany(gateway => gateway.Ordered)
            .Where(point => glob.Matches(point.Path));
        _points = fitting.ToFrozenDictionary(point => point.Id);
        _machines = _points.Values
            .SelectMany(point => new[] { (point.Gateway.Key, point.Equipment), (point.Gateway.Key, string.Empty) })
            .ToFrozenSet();
    }

    public bool Fits(StoredGap gap) =>
        (_gateway.Length == 0 || gap.Gateway == _gateway)
        && (_reasons.Count == 0 || _reasons.Contains((GapReason)gap.Reason))
        && (_points is null || Concerns(gap, _points));

    /// <summary>A gap without points is of every point of its machine, or of its gateway.</summary>
    private bool Concerns(StoredGap gap, FrozenDictionary<int, PointEntry> points) => gap.Points.Length == 0
        ? _machines.Contains((gap.Gateway, gap.Equipment))
        : Array.Exists(gap.Points, points.ContainsKey);

    private static string GatewayOf(string name, CatalogueSnapshot catalogue)
    {
        if (name.Length == 0)
        {
            return name;
        }

        return !ResourceName.TryGateway(name, out var key)
            ? throw RefusalException.InvalidField("gateway", "must be like gateways/{gateway}")
            : catalogue.Gateways.ContainsKey(key) ? key : throw RefusalException.NotFound(name);
    }
}
