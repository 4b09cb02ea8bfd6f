using IndustrialGateway.Client;
using IndustrialGateway.Client.Subscriptions;

namespace IndustrialGateway.Cli.Live;

/// <summary>Where a tail goes: lines for people, or JSON for programs.</summary>
internal interface ITailOutput : IDisposable
{
    /// <summary>Shows the first <paramref name="count"/> samples of a batch, and what else it says.</summary>
    void Show(LiveBatch batch, int count);

    /// <summary>The stream broke; the next attempt follows after <paramref name="wait"/>.</summary>
    void Interrupted(IndustrialGatewayException failure, TimeSpan wait);
}
