using System.Text.Json;
using System.Text.Json.Serialization;
using IndustrialGateway.Platform.Access;

namespace IndustrialGateway.Platform.Hosting;

/// <summary>Says in <c>addresses.json</c> where the platform listens, once it does: whoever waits for the file may call.</summary>
internal sealed partial class AddressFile(
    PlatformSettings settings, Listeners listeners, PageLink link, ILogger<AddressFile> logger) : IHostedLifecycleService
{
    public const string Name = "addresses.json";

    private string File => Path.Combine(settings.DataFolder, Name);

    /// <summary>Removes what an earlier run left: it may name ports that are no longer ours.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        System.IO.File.Delete(File);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        link.Publish(listeners.ApiAddress);
        var addresses = new Addresses(Text(listeners.IngestAddress), Text(listeners.ApiAddress));
        PrivateFile.Write(File, JsonSerializer.Serialize(addresses, AddressesContext.Default.Addresses));
        LogReady(addresses.Ingest, addresses.Api);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        System.IO.File.Delete(File);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);

    [LoggerMessage(LogLevel.Information, "ready: gateways at {Ingest}, programs and the page at {Api}")]
    private partial void LogReady(string ingest, string api);
}

internal sealed record Addresses(
    [property: JsonPropertyName("ingest")] string Ingest, [property: JsonPropertyName("api")] string Api);

[JsonSerializable(typeof(Addresses))]
internal sealed partial class AddressesContext : JsonSerializerContext;
