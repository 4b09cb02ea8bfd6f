using IndustrialGateway.Model;

namespace IndustrialGateway.Client.Subscriptions;

/// <summary>One update of one point.</summary>
/// <param name="Point">Which point.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Status">OPC UA status code; 0 is Good.</param>
/// <param name="SourceTicks">When the equipment says it was so, 100 ns ticks since 1601 (see <see cref="UaTime"/>).</param>
/// <param name="ReceivedTicks">When the gateway took it from the socket, 100 ns ticks since 1601.</param>
public readonly record struct LiveSample(
    LivePoint Point, Value Value, uint Status, long SourceTicks, long ReceivedTicks);
