using IndustrialGateway.Platform.Access;
using IndustrialGateway.Platform.Apps;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>A pilot's headline: so many of so many; absent = not known.</summary>
internal readonly record struct Headline(double? Value, long? Numerator, long? Denominator);

/// <summary>The headline figures of the two pilots, measured now.</summary>
internal sealed class PilotBoard(
    PointCatalogue catalogue, KeyRing keys, UsageLedger usage, Connectivity connectivity, TimeProvider time)
{
    /// <summary>Enterprise retrofit: the share of the known machines that are connected.</summary>
    public Headline Retrofit()
    {
        var machines = catalogue.Snapshot.Gateways.Values.SelectMany(gateway => gateway.Equipment).ToArray();
        var states = machines.Select(machine => connectivity.IsConnected(machine.Name)).ToArray();
        if (machines.Length == 0 || states.Contains(null))
        {
            return default;
        }

        var connected = states.Count(state => state == true);
        return new Headline((double)connected / machines.Length, connected, machines.Length);
    }

    /// <summary>Industrial apps: the keys with a call since midnight of Asia/Shanghai.</summary>
    public async Task<Headline> AppAsync(CancellationToken cancellationToken)
    {
        var today = Window.Of(Period.Day, Window.MinuteOf(time.GetUtcNow()));
        var known = 0;
        var active = 0;
        foreach (var key in keys.Keys)
        {
            known++;
            active += (await usage.ReadAsync(key.Id, today.Start, today.End, cancellationToken)).Calls > 0 ? 1 : 0;
        }

        return new Headline(active, active, known);
    }
}
