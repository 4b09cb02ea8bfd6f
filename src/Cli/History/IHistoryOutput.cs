using IndustrialGateway.V1;

namespace IndustrialGateway.Cli.History;

/// <summary>Where a history goes: lines for people, or JSON for programs.</summary>
internal interface IHistoryOutput : IDisposable
{
    /// <summary>Shows the page's gaps and its first <paramref name="count"/> samples.</summary>
    void Show(ListSamplesResponse page, int count);
}
