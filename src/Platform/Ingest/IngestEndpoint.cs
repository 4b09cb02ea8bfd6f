using System.Buffers.Binary;
using Grpc.Core;
using IndustrialGateway.Platform.Hosting;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>
/// Where gateways send to: finds out who it is, what of it is stored, and lets one stream at a time write each epoch.
/// A record is acknowledged when the historian has committed it, and stored once however often it comes.
/// </summary>
internal sealed partial class IngestEndpoint(
    IngestPath path, EpochRegistry epochs, Stopping stopping, TimeProvider time, ILogger<IngestEndpoint> logger)
    : IngestService.IngestServiceBase
{
    private const int EpochBytes = 16;
    private const int MaxVersion = 100;

    public override async Task Exchange(
        IAsyncStreamReader<ExchangeRequest> requestStream,
        IServerStreamWriter<ExchangeResponse> responseStream,
        ServerCallContext context)
    {
        var certificate = context.GetHttpContext().Connection.ClientCertificate
            ?? throw RefusalException.Unauthenticated("NO_CERTIFICATE", "A gateway proves itself by a certificate.");
        var key = GatewayIdentity.Of(certificate, time);
        using var end = new StreamEnd(stopping, time, context.CancellationToken);
        try
        {
            var hello = await ReadHelloAsync(requestStream, end);
            var gateway = await path.Catalogue.SawGatewayAsync(key, Version(hello), end.Token);
            var epoch = await epochs.OpenAsync(gateway, EpochOf(hello), end.Token);
            using var lease = await epoch.TakeOverAsync(end.Token);
            end.Follow(lease);
            LogBegan(key, epoch.Epoch, hello.Path);
            var credentialLife = certificate.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
            await new IngestStream(path, epoch, end, credentialLife, time).RunAsync(requestStream, responseStream);
            await path.Catalogue.SawGatewayAsync(key, softwareVersion: null, CancellationToken.None);
        }
        catch (OperationCanceledException) when (end.Reason is { } reason)
        {
            throw reason;
        }
        finally
        {
            LogEnded(key, end.Reason?.Message ?? "by the gateway");
        }
    }

    private async Task<Hello> ReadHelloAsync(IAsyncStreamReader<ExchangeRequest> requests, StreamEnd end)
    {
        var any = await end.WaitAsync(requests.MoveNext, path.Limits.HelloWithin);
        return any && requests.Current.MessageCase is ExchangeRequest.MessageOneofCase.Hello
            ? requests.Current.Hello
            : throw RefusalException.InvalidField("hello", "must be the first message of a stream");
    }

    private static UInt128 EpochOf(Hello hello) => hello.Epoch.Length == EpochBytes
        ? BinaryPrimitives.ReadUInt128BigEndian(hello.Epoch.Span)
        : throw RefusalException.InvalidField("hello.epoch", $"must have {EpochBytes} bytes, not {hello.Epoch.Length}");

    private static string Version(Hello hello) =>
        hello.SoftwareVersion.Length <= MaxVersion && !hello.SoftwareVersion.Any(char.IsControl)
            ? hello.SoftwareVersion
            : throw RefusalException.InvalidField("hello.software_version", $"must have at most {MaxVersion} letters");

    [LoggerMessage(LogLevel.Information, "Gateway {Gateway} sends epoch {Epoch:x32} on path '{Path}'")]
    private partial void LogBegan(string gateway, UInt128 epoch, string path);

    [LoggerMessage(LogLevel.Information, "A stream of gateway {Gateway} ended: {Reason}")]
    private partial void LogEnded(string gateway, string reason);
}
