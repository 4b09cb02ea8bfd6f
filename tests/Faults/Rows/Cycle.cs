using System.Diagnostics;

namespace IndustrialGateway.Faults.Rows;

/// <summary>One fault under way: chooses its moment, and keeps what the gateway must not forget and how long things took.</summary>
internal sealed class Cycle(int number, Line line, Subscriber subscriber, Random random, RowFigures figures)
{
    /// <summary>Values between two faults: from at once to two seconds of the usual load.</summary>
    private const int MostBetween = 4000;

    private readonly List<AcceptedSamples> _accepted = [];

    /// <summary>From 1.</summary>
    public int Number => number;

    public Line Line => line;

    public Subscriber Subscriber => subscriber;

    public Random Random => random;

    /// <summary>Times that the gateway died or was away.</summary>
    public int Deaths { get; private set; }

    public IReadOnlyList<AcceptedSamples> Accepted => _accepted;

    /// <summary>When all that was broken was whole again.</summary>
    public DateTimeOffset HealedAt { get; private set; } = TimeProvider.System.GetUtcNow();

    /// <summary>Waits until a number of values that nobody chose has come.</summary>
    public async Task<string> RandomMomentAsync()
    {
        var values = random.Next(1, MostBetween);
        await subscriber.SeeMoreAsync(values);
        return $"after {values} values";
    }

    /// <summary>Every other time the platform is out of reach from here on, for some values of each point.</summary>
    public async Task<string> RandomMomentOrOutageAsync()
    {
        if (random.Next(2) == 0)
        {
            return await RandomMomentAsync();
        }

        line.Uplink.Cut();
        var values = random.Next(1, 40);
        await line.Plant.OfferMoreAsync(values);
        return $"cut off, {values} values of each point later";
    }

    public async Task KillGatewayAsync()
    {
        await line.KillGatewayAsync();
        await GatewayIsDeadAsync();
    }

    /// <summary>Keeps for the audit what a dead gateway has on its disk.</summary>
    public async Task GatewayIsDeadAsync()
    {
        Deaths++;
        _accepted.Add(await AcceptedSamples.ReadAsync(line.GatewayBuffer));
    }

    /// <summary>The gateway could not take what was offered, or what it had taken is gone with its disk: a stretch of each point may be missing.</summary>
    public void GatewayIsAway() => Deaths++;

    /// <summary>Starts the gateway and waits until it takes values.</summary>
    public async Task StartGatewayAsync()
    {
        Healed();
        var started = Stopwatch.GetTimestamp();
        line.StartGateway();
        await line.Gateway.WaitForLineAsync(text => text.Contains(" is live at ", StringComparison.Ordinal), default);
        figures.Add("restart to accepting", Stopwatch.GetElapsedTime(started));
    }

    public async Task RestartPlatformAsync()
    {
        Healed();
        var started = Stopwatch.GetTimestamp();
        await line.StartPlatformAsync();
        figures.Add("restart to serving", Stopwatch.GetElapsedTime(started));
    }

    /// <summary>
    /// Starts the platform while the gateway stands still, so that nothing can be sent again: all that was acknowledged must be stored.
    /// </summary>
    /// <returns>How many samples the gateway knows to be acknowledged.</returns>
    public async Task<long> RestartPlatformAloneAsync()
    {
        // The gateway's cursor is written about once a second.
        await line.Plant.OfferMoreAsync((long)(2 * line.Load.Rate));
        line.Gateway.Freeze(isFrozen: true);
        try
        {
            var acknowledged = AcknowledgedSamples.Count(line.GatewayBuffer);
            await RestartPlatformAsync();
            var figures = (await line.ToldAsync(_ => true)).Figures;
            if ((ulong)acknowledged > figures.Stored + figures.DuplicateSamples + figures.Lost)
            {
                Complain($"{acknowledged} samples were acknowledged before they were stored: the platform that came back has {figures}");
            }

            return acknowledged;
        }
        finally
        {
            line.Gateway.Freeze(isFrozen: false);
            Healed();
        }
    }

    /// <summary>All is whole from now on: the next fresh value is timed from here.</summary>
    public void Healed() => HealedAt = TimeProvider.System.GetUtcNow();

    public void Time(string what, TimeSpan time) => figures.Add(what, time);

    /// <summary>Something does not hold that nobody could see any more when the line is at rest.</summary>
    public void Complain(string sentence) => figures.Complain($"cycle {number}: {sentence}");
}
