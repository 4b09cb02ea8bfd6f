using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Line;

namespace IndustrialGateway.Platform.Live;

/// <summary>
/// Which machines have a Good value that holds: their gateway says that they are connected, so that a change would have come. A machine in whose
/// values nothing changes is no silent machine.
/// </summary>
internal sealed class HeldValues(LineBoard board, LiveHub live)
{
    public bool IsHeld(EquipmentEntry machine)
    {
        var line = board.Of(machine.Gateway.Id);
        return line.IsConnected
            && line.State is { } state
            && state.Sources.Any(source => source.Connected && source.Equipment.Contains(machine.Key))
            && live.HasGood(machine.Points);
    }

    /// <summary>Those of a gateway.</summary>
    public IEnumerable<EquipmentEntry> Of(GatewayPoints gateway)
    {
        var line = board.Of(gateway.Gateway.Id);
        if (!line.IsConnected || line.State is not { } state)
        {
            return [];
        }

        HashSet<string> connected = [.. state.Sources.Where(source => source.Connected).SelectMany(source => source.Equipment)];
        return gateway.Equipment.Where(machine => connected.Contains(machine.Key) && live.HasGood(machine.Points));
    }
}
