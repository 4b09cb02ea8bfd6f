using IndustrialGateway.Historian.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Historian.Tests;

/// <summary>The embedded engine with the small buffers of a test.</summary>
internal static class EmbeddedHistorians
{
    public static EmbeddedHistorian Open(string folder) => EmbeddedHistorian.Open(
        new EmbeddedHistorianOptions { Folder = folder, CacheBytes = 8 * 1024 * 1024, WriteBufferBytes = 4 * 1024 * 1024 },
        NullLogger<EmbeddedHistorian>.Instance);
}
