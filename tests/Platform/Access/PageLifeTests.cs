using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Platform.Access;

/// <summary>How long a session lives.</summary>
public sealed class PageLifeTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_session_that_is_used_lives_for_half_a_day_and_no_longer()
    {
        var sessions = new PageSessions(_time);
        var secret = sessions.Open();
        var end = _time.GetUtcNow() + PageSessions.Life;

        while (_time.GetUtcNow() + TimeSpan.FromMinutes(29) < end)
        {
            _time.Advance(TimeSpan.FromMinutes(29));
            Assert.NotNull(sessions.Find(secret));
        }

        _time.Advance(TimeSpan.FromMinutes(29));
        Assert.Null(sessions.Find(secret));
    }

    [Fact]
    public void A_session_that_is_not_used_ends_after_half_an_hour()
    {
        var sessions = new PageSessions(_time);
        var secret = sessions.Open();

        _time.Advance(PageSessions.IdleLife);

        Assert.Null(sessions.Find(secret));
    }

    [Fact]
    public void There_is_an_end_to_sessions_however_many_are_opened()
    {
        var sessions = new PageSessions(_time);
        var first = sessions.Open();
        for (var i = 0; i < 200; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            sessions.Open();
        }

        Assert.Null(sessions.Find(first));
    }
}
