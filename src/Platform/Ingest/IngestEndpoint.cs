using System.Buffers.Binary;
using Grpc.Core;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Hosting;
using IndustrialGateway.Platform.Ingest.Budgets;
using IndustrialGateway.Platform.Ingest.Instances;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>
/// Where gateways send to: finds out who it is, what of it is stored, and lets the streams of one instance of it write.
/// A record is acknowledged when the historian has committed it, and stored once however often it comes.
/// </summary>
internal sealed partial class IngestEndpoint(
    IngestPath path, EpochRegistry epochs, GatewaySeats seats, Stopping stopping, TimeProvider time, ILogger<IngestEndpoint> logger)
    : IngestService.IngestServiceBase
{
    private const int IdBytes = 16;
    private const int MaxVersion = 100;

    public override async Task Exchange(
        IAsyncStreamReader<ExchangeRequest> requestStream,
        IServerStreamWriter<ExchangeResponse> responseStream,
        ServerCallContext context)
    {
        var certificate = context.GetHttpContext().Connection.ClientCertificate
            ?? throw RefusalException.Unauthenticated("NO_CERTIFICATE", "A gateway proves itself by a certificate.");
        var key = GatewayIdentity.Of(certificate, time);
        await ExchangeAsync(
            key, certificate.NotAfter, context.GetHttpContext().Features.Get<WatchedBody>(), requestStream, responseStream, context.CancellationToken);
    }

    /// <summary>One stream of a gateway that has proved who it is, from its Hello to its end.</summary>
    /// <param name="key">The gateway.</param>
    /// <param name="certificateEnds">No stream outlives its certificate.</param>
    /// <param name="body">Knows how long a message takes; null where messages come whole.</param>
    /// <param name="requestStream">What the gateway sends.</param>
    /// <param name="responseStream">What it is told.</param>
    /// <param name="call">Cancelled when the gateway has gone.</param>
    internal async Task ExchangeAsync(
        string key,
        DateTime certificateEnds,
        WatchedBody? body,
        IAsyncStreamReader<ExchangeRequest> requestStream,
        IServerStreamWriter<ExchangeResponse> responseStream,
        CancellationToken call)
    {
        using var end = new StreamEnd(stopping, time, call);
        body?.Slow = () => end.End(RefusalException.ResourceExhausted(
            "SLOW_MESSAGE", $"A message took longer than {path.Limits.MessageWithin} from its first byte to its last."));
        try
        {
            var hello = await ReadHelloAsync(requestStream, end);
            var gateway = await path.Catalogue.SawGatewayAsync(key, Version(hello), end.Token);
            using var lease = await seats.Of(key).TakeAsync(BearerOf(hello), isNew => Refuse(gateway, isNew), end.Token);
            end.Follow(lease);
            var epoch = await epochs.EnterAsync(gateway, lease.Bearer.Epoch, end.Token);
            try
            {
                LogBegan(key, epoch.Epoch, hello.Path);
                var credentialLife = certificateEnds.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
                await new IngestStream(path, epoch, lease, end, credentialLife, time).RunAsync(requestStream, responseStream);
            }
            finally
            {
                epoch.Leave();
            }

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

    private static Bearer BearerOf(Hello hello) => new(
        hello.Epoch.Length == IdBytes
            ? BinaryPrimitives.ReadUInt128BigEndian(hello.Epoch.Span)
            : throw RefusalException.InvalidField("hello.epoch", $"must have {IdBytes} bytes, not {hello.Epoch.Length}"),
        hello.Instance.Length switch
        {
            0 => null,
            IdBytes => BinaryPrimitives.ReadUInt128BigEndian(hello.Instance.Span),
            _ => throw RefusalException.InvalidField("hello.instance", $"must have {IdBytes} bytes, not {hello.Instance.Length}"),
        },
        hello.Run);

    /// <summary>Somebody must look: one of the two has the other's identity.</summary>
    private void Refuse(GatewayEntry gateway, bool isNew)
    {
        path.Metrics.RefusedInstance();
        path.Board.Of(gateway.Id).RefusedInstance();
        if (isNew)
        {
            LogSecondInstance(gateway.Key);
        }
    }

    private static string Version(Hello hello) =>
        hello.SoftwareVersion.Length <= MaxVersion && !hello.SoftwareVersion.Any(char.IsControl)
            ? hello.SoftwareVersion
            : throw RefusalException.InvalidField("hello.software_version", $"must have at most {MaxVersion} letters");

    [LoggerMessage(LogLevel.Information, "Gateway {Gateway} sends epoch {Epoch:x32} on path '{Path}'")]
    private partial void LogBegan(string gateway, UInt128 epoch, string path);

    [LoggerMessage(LogLevel.Error, "A second gateway calls itself {Gateway} while the first is connected, and is refused: stop one of the "
        + "two, or give it a certificate and a buffer folder of its own")]
    private partial void LogSecondInstance(string gateway);

    [LoggerMessage(LogLevel.Information, "A stream of gateway {Gateway} ended: {Reason}")]
    private partial void LogEnded(string gateway, string reason);
}
