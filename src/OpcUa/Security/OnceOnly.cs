using System.Collections.Concurrent;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>Remembers what was said, so that a log is told once; forgets everything rather than grow beyond its bound.</summary>
internal sealed class OnceOnly
{
    private const int MaxTexts = 1_000;
    private readonly ConcurrentDictionary<string, bool> _said = new(StringComparer.Ordinal);

    public bool IsFirst(string text)
    {
        if (_said.Count >= MaxTexts)
        {
            _said.Clear();
        }

        return _said.TryAdd(text, true);
    }
}
