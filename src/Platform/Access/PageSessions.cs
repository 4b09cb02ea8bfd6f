using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace IndustrialGateway.Platform.Access;

/// <summary>The browsers that hold a session: 12 hours at most, 30 minutes without a call. A restart ends them all.</summary>
internal sealed class PageSessions(TimeProvider time)
{
    /// <summary>The prefix makes browsers insist on Secure, this host and the path <c>/</c>.</summary>
    public const string Cookie = "__Host-industrial-gateway";

    public static readonly TimeSpan Life = TimeSpan.FromHours(12);
    public static readonly TimeSpan IdleLife = TimeSpan.FromMinutes(30);

    private const int MaxSessions = 100;

    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);

    /// <summary>A new session's secret, to be sent as the cookie; the oldest ends when there are too many.</summary>
    public string Open()
    {
        var now = time.GetUtcNow();
        foreach (var (hash, session) in _sessions)
        {
            if (!IsAlive(session, now))
            {
                _sessions.TryRemove(hash, out _);
            }
        }

        if (_sessions.Count >= MaxSessions)
        {
            _sessions.TryRemove(_sessions.MinBy(entry => entry.Value.LastUsed).Key, out _);
        }

        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        _sessions[HashOf(secret)] = new Session(now, now);
        return secret;
    }

    /// <summary>The page as a caller when the secret opens a living session.</summary>
    public Caller? Find(string secret)
    {
        var hash = HashOf(secret);
        var now = time.GetUtcNow();
        if (!_sessions.TryGetValue(hash, out var session) || !IsAlive(session, now))
        {
            return null;
        }

        _sessions.TryUpdate(hash, session with { LastUsed = now }, session);
        return new Caller(Caller.Page, Scopes.All);
    }

    private static bool IsAlive(Session session, DateTimeOffset now) =>
        now - session.Opened < Life && now - session.LastUsed < IdleLife;

    private static string HashOf(string secret) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private sealed record Session(DateTimeOffset Opened, DateTimeOffset LastUsed);
}
