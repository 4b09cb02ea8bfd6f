using System.Collections.Concurrent;

namespace IndustrialGateway.Edge.Sources;

/// <summary>Sees to it that a path is one point's only, across all sources of the gateway.</summary>
internal sealed class PointPaths
{
    private readonly ConcurrentDictionary<string, string> _addresses = new(StringComparer.Ordinal);

    /// <summary>The path for a point at an address: as wanted, or with the point's own mark when another point has it.</summary>
    /// <param name="wanted">e.g. <c>press-03/hydraulics/pressure</c></param>
    /// <param name="mark">What tells the point from others, safe already.</param>
    /// <param name="address">Where it comes from.</param>
    public string Claim(string wanted, string mark, string address)
    {
        if (_addresses.GetOrAdd(wanted, address) == address)
        {
            return wanted;
        }

        var marked = $"{wanted}~{mark}";
        return _addresses.GetOrAdd(marked, address) == address ? marked : $"{marked}~{NameTemplate.Safe(address)}";
    }

    /// <summary>The point at this address does not have the path any longer: the next that wants it has it.</summary>
    public void Release(string path, string address) => _addresses.TryRemove(KeyValuePair.Create(path, address));
}
