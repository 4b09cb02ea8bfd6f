using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Uplink.Sending;
using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>One stream to the platform, from the greeting to its end.</summary>
internal sealed partial class UplinkSession : IDisposable
{
    /// <summary>Larger messages from the platform are refused.</summary>
    public const int MaxMessageBytes = 1 << 20;

    private const int SilentIntervals = 3;
    private const int DefaultMaxBlockBytes = 2 << 20;
    private static readonly TimeSpan DefaultProbeInterval = TimeSpan.FromSeconds(2);

    private readonly UplinkOptions _options;
    private readonly GatewayStore _store;
    private readonly IReadOnlyList<LogPlan> _plans;
    private readonly GatewayStateReport _state;
    private readonly Quarantine _quarantine;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _session;
    private readonly AsyncDuplexStreamingCall<ExchangeRequest, ExchangeResponse> _call;
    private readonly StreamSender.Link _link;
    private StreamSender? _sender;
    private long _heard;
    private TimeSpan? _roundTrip;

    public UplinkSession(
        IngestService.IngestServiceClient client,
        UplinkOptions options,
        GatewayStore store,
        IReadOnlyList<LogPlan> plans,
        GatewayStateReport state,
        Quarantine quarantine,
        TimeProvider time,
        ILogger logger,
        CancellationToken stopping)
    {
        (_options, _store, _plans, _state, _quarantine, _time, _logger) = (options, store, plans, state, quarantine, time, logger);
        _session = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _call = client.Exchange(cancellationToken: _session.Token);
        var writer = new MessageWriter(_call.RequestStream, _session.Token);
        _link = new StreamSender.Link(writer, new SendWindow(), new BacklogPace(time), new LinkProbes(writer, time));
    }

    /// <summary>Greets, then sends and listens until the stream ends; completes when the platform asks to open a new one.</summary>
    /// <param name="progressed">Called when the platform has answered more than the greeting.</param>
    /// <exception cref="RpcException">The stream broke or was refused.</exception>
    /// <exception cref="TimeoutException">The platform does not answer.</exception>
    /// <exception cref="OldBufferException">The platform has more than this buffer ever held.</exception>
    public async Task RunAsync(Action progressed)
    {
        var welcome = await GreetAsync();
        Resume(welcome);
        var probing = Interval(welcome.ProbeInterval);
        _link.Window.Limit(Smaller(_options.WindowBytes, (long)welcome.WindowBytes));
        using var packer = new BlockPacker(
            welcome.MaxBlockBytes is > 0 and < int.MaxValue ? (int)welcome.MaxBlockBytes : DefaultMaxBlockBytes,
            _options.CompressFromBytes,
            mayCompress: welcome.Codecs.Contains(Codec.Deflate));
        _sender = new StreamSender(_store, _plans, packer, _link, _quarantine, _options.BlockBytes, _time);

        var listening = ListenAsync(progressed);
        Task[] parts = [listening, _sender.RunAsync((int)welcome.KnownPoints, _session.Token), ProbeAsync(probing), TellStateAsync()];
        var first = await Task.WhenAny(parts);
        await _session.CancelAsync();
        await Task.WhenAll(parts).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await (listening.IsFaulted ? listening : first);
    }

    public void Dispose()
    {
        _sender?.Dispose();
        _link.Writer.Dispose();
        _call.Dispose();
        _session.Dispose();
    }

    private async Task<Welcome> GreetAsync()
    {
        using var patience = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_session.Token, patience.Token);
        try
        {
            // A refused connection shows when reading: that error says more than the one of the write that met it.
            var greeting = _link.Writer.WriteAsync(UplinkMessages.Hello(_store, _options.Path, _time.GetUtcNow())).AsTask();
            var answered = await _call.ResponseStream.MoveNext(either.Token);
            await greeting;
            return answered && _call.ResponseStream.Current.Welcome is { } welcome
                ? welcome
                : throw new TimeoutException("the platform ended the stream without a welcome");
        }
        catch (Exception failure) when (patience.IsCancellationRequested && !_session.IsCancellationRequested)
        {
            throw new TimeoutException($"{_options.Endpoint.Authority} does not greet within {_options.ConnectTimeout}", failure);
        }
    }

    private void Resume(Welcome welcome)
    {
        foreach (var plan in _plans)
        {
            plan.Begin(welcome.Stored.FirstOrDefault(stored => stored.Log == plan.Log));
        }

        LogWelcomed(_logger, _options.Endpoint, _plans.Sum(plan => plan.LateCount));
    }

    private async Task ListenAsync(Action progressed)
    {
        Heard();
        while (await _call.ResponseStream.MoveNext(_session.Token))
        {
            Heard();
            var message = _call.ResponseStream.Current;
            switch (message.MessageCase)
            {
                case ExchangeResponse.MessageOneofCase.Acknowledgement:
                    _sender!.Acknowledge( // set before listening begins
                        message.Acknowledgement, Smaller(_options.WindowBytes, (long)message.Acknowledgement.WindowBytes));
                    progressed();
                    break;
                case ExchangeResponse.MessageOneofCase.Rejection:
                    SetAside(message.Rejection);
                    break;
                case ExchangeResponse.MessageOneofCase.DeclarationRequest:
                    _sender!.DeclareAgain((int)Math.Max(1, message.DeclarationRequest.First)); // set before listening begins
                    break;
                case ExchangeResponse.MessageOneofCase.ProbeEcho:
                    _roundTrip = _link.Probes.Answered(message.ProbeEcho);
                    _link.Pace.RoundTrip(_roundTrip.Value);
                    progressed();
                    break;
                case ExchangeResponse.MessageOneofCase.Drain:
                    LogDrained(_logger);
                    return;
            }
        }

        throw new TimeoutException("the platform ended the stream");
    }

    /// <summary>The record is still in the buffer: only an acknowledgement that comes later lets go of it.</summary>
    private void SetAside(RecordRejection rejection)
    {
        if (_plans.FirstOrDefault(plan => plan.Log == rejection.Log)?.Buffer is not { } buffer)
        {
            return;
        }

        using var reader = buffer.OpenReader(Math.Clamp((long)rejection.Sequence, 1, buffer.DurableBefore));
        if (reader.TryRead(out var entry) && entry.Skipped is null && (ulong)entry.Sequence == rejection.Sequence)
        {
            _quarantine.Keep(_store.Epoch, entry.Sequence, entry.Record.Span, entry.SampleCount, rejection.Status?.Message ?? "");
        }
    }

    private async Task ProbeAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, _time);
        do
        {
            if (_time.GetElapsedTime(Volatile.Read(ref _heard)) > interval * SilentIntervals)
            {
                throw new TimeoutException($"{_options.Endpoint.Authority} has been silent for {interval * SilentIntervals}");
            }

            await _link.Probes.SendAsync();
        }
        while (await timer.WaitForNextTickAsync(_session.Token));
    }

    private async Task TellStateAsync()
    {
        using var timer = new PeriodicTimer(_options.StateInterval, _time);
        do
        {
            await _link.Writer.WriteAsync(new ExchangeRequest { State = _state.Make(_roundTrip) });
        }
        while (await timer.WaitForNextTickAsync(_session.Token));
    }

    private void Heard() => Volatile.Write(ref _heard, _time.GetTimestamp());

    private static TimeSpan Interval(Duration? asked) =>
        asked is null || asked.ToTimeSpan() < TimeSpan.FromMilliseconds(100) ? DefaultProbeInterval : asked.ToTimeSpan();

    /// <summary>The platform's limit where it has one; 0 = it has none.</summary>
    private static long Smaller(long own, long platform) => platform > 0 ? Math.Min(own, platform) : own;

    [LoggerMessage(LogLevel.Information, "The platform at {Endpoint} is connected; {Backlog} records to send")]
    private static partial void LogWelcomed(ILogger logger, Uri endpoint, long backlog);

    [LoggerMessage(LogLevel.Information, "The platform asks for a new stream")]
    private static partial void LogDrained(ILogger logger);
}
