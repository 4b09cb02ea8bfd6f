using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace IndustrialGateway.Platform.Access;

/// <summary>A key as it is configured: its secret is known by its SHA-256 only.</summary>
internal sealed record ApiKey(string Id, string DisplayName, byte[] Sha256, FrozenSet<string> Scopes);

/// <summary>The keys that may call the API. A random 256-bit secret needs no slow hash.</summary>
internal sealed class KeyRing(IEnumerable<ApiKey> keys)
{
    /// <summary>Longer than any key: <c>ig_</c>, 8 characters, <c>_</c>, 43 characters.</summary>
    private const int MaxKeyLength = 64;

    private const string Prefix = "ig_";
    private const int IdLength = 8;

    private readonly FrozenDictionary<string, ApiKey> _keys = keys.ToFrozenDictionary(key => key.Id, StringComparer.Ordinal);

    public IEnumerable<ApiKey> Keys => _keys.Values;

    /// <summary>Whether the key text <c>ig_id_secret</c> is one of ours; takes as long for a wrong secret as for the right one.</summary>
    public Caller? Find(string text)
    {
        if (text.Length is < 13 or > MaxKeyLength || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[11] != '_'
            || !_keys.TryGetValue(text.Substring(Prefix.Length, IdLength), out var key))
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return CryptographicOperations.FixedTimeEquals(hash, key.Sha256) ? new Caller(key.Id, key.Scopes) : null;
    }
}
