using IndustrialGateway.V1;
using SequenceRange = IndustrialGateway.Model.SequenceRange;

namespace IndustrialGateway.Edge.Uplink.Sending;

/// <summary>A block or a skip on its way to the platform.</summary>
/// <param name="Log">Of which log.</param>
/// <param name="Range">What it holds, or says will never come.</param>
/// <param name="Bytes">What it takes of the window.</param>
/// <param name="IsLate">Sent beside the live values.</param>
/// <param name="Message">What goes over the line; a block's content is valid until the next one is packed.</param>
internal sealed record Parcel(Log Log, SequenceRange Range, int Bytes, bool IsLate, ExchangeRequest Message)
{
    /// <summary>Another path sends it too.</summary>
    public bool IsCopy { get; init; }
}
