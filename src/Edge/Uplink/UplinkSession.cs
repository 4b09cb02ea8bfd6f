using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using IndustrialGateway.Edge.Uplink.Paths;
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

    // With another path at hand it is worth while to find out soon; alone, often enough for the system to notice a dead peer.
    private static readonly TimeSpan ProbeOfSeveral = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan ProbeOfOne = TimeSpan.FromSeconds(1);

    private readonly UplinkContext _uplink;
    private readonly UplinkPlans _plans;
    private readonly PathConnection _path;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _session;
    private readonly IPlatformStream _stream;
    private readonly StreamSender.Link _link;
    private StreamSender? _sender;
    private TimeSpan? _roundTrip;

    public UplinkSession(
        UplinkContext uplink,
        UplinkPlans plans,
        PathConnection path,
        ILogger logger,
        CancellationToken stopping)
    {
        (_uplink, _plans, _path, _logger) = (uplink, plans, path, logger);
        _session = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            _stream = uplink.Platform.Open(path.Options, path.Dscp, _session.Token);
        }
        catch
        {
            _session.Dispose();
            throw;
        }

        var writer = new MessageWriter(_stream, _session.Token);
        _link = new StreamSender.Link(
            writer, new SendWindow(), new BacklogPace(uplink.Time), new LinkProbes(writer, uplink.State.PlatformClock, uplink.Time));
    }

    private UplinkOptions Options => _uplink.Options;

    /// <summary>Greets, then sends and listens until the stream ends; completes when the platform asks to open a new one.</summary>
    /// <param name="progressed">Called when the platform has answered more than the greeting.</param>
    /// <exception cref="RpcException">The stream broke or was refused.</exception>
    /// <exception cref="TimeoutException">The platform does not answer.</exception>
    /// <exception cref="OldBufferException">The platform has more than this buffer ever held.</exception>
    public async Task RunAsync(Action progressed)
    {
        var welcome = await GreetAsync();
        _plans.Begin(welcome);
        _uplink.Greeted();
        LogWelcomed(_logger, _path.Options.Endpoint, _path.Options.Name, _plans.Logs.Sum(plan => plan.LateCount));
        _link.Window.Limit(Smaller(Options.WindowBytes, (long)welcome.WindowBytes));
        using var compressor = new BlockCompressor(welcome.Codecs, Options.CompressFromBytes);
        var packer = new BlockPacker(
            welcome.MaxBlockBytes is > 0 and < int.MaxValue ? (int)welcome.MaxBlockBytes : DefaultMaxBlockBytes, compressor);
        _sender = new StreamSender(_uplink, _path, _plans.Logs, packer, _link);
        _uplink.Choice.Changed += TakeTurns;
        _path.Opened();
        try
        {
            _uplink.Choice.Look();
            await ExchangeAsync(welcome, _sender, progressed);
        }
        finally
        {
            _path.Closed();
            _uplink.Choice.Changed -= TakeTurns;
            _sender.GiveBack();
            _plans.Leave();
            _uplink.Choice.Look();
        }
    }

    public void Dispose()
    {
        _sender?.Dispose();
        _link.Writer.Dispose();
        _stream.Dispose();
        _session.Dispose();
    }

    private async Task ExchangeAsync(Welcome welcome, StreamSender sender, Action progressed)
    {
        var listening = ListenAsync(progressed);
        Task[] parts =
        [
            listening,
            sender.RunAsync((int)welcome.KnownPoints, _session.Token),
            ProbeAsync(Interval(welcome.ProbeInterval)),
            TellStateAsync(),
        ];
        var first = await Task.WhenAny(parts);
        await _session.CancelAsync();
        await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        await (listening.IsFaulted ? listening : first);
    }

    /// <summary>The path of the data has changed: to this one, or from it.</summary>
    private void TakeTurns(PathFigures? active) => _sender?.TakeTurns();

    private async Task<Welcome> GreetAsync()
    {
        using var patience = new CancellationTokenSource(Options.ConnectTimeout, _uplink.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_session.Token, patience.Token);
        try
        {
            // A refused connection shows when reading: that error says more than the one of the write that met it.
            var greeting = _link.Writer.WriteAsync(UplinkMessages.Hello(_uplink.Store, _path.Options.Name, _uplink.Time.GetUtcNow())).AsTask();
            var answer = await _stream.ReceiveAsync(either.Token);
            await greeting;
            return answer?.Welcome is { } welcome
                ? welcome
                : throw new TimeoutException("the platform ended the stream without a welcome");
        }
        catch (Exception failure) when (patience.IsCancellationRequested && !_session.IsCancellationRequested)
        {
            throw new TimeoutException($"{_path.Options.Endpoint.Authority} does not greet within {Options.ConnectTimeout}", failure);
        }
    }

    private async Task ListenAsync(Action progressed)
    {
        _path.Heard();
        while (await _stream.ReceiveAsync(_session.Token) is { } message)
        {
            _path.Heard();
            switch (message.MessageCase)
            {
                case ExchangeResponse.MessageOneofCase.Acknowledgement:
                    _sender!.Acknowledge( // set before listening begins
                        message.Acknowledgement, Smaller(Options.WindowBytes, (long)message.Acknowledgement.WindowBytes));
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
                    _path.RoundTrip(_roundTrip.Value);
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
        if (_plans.Logs.FirstOrDefault(plan => plan.Log == rejection.Log)?.Buffer is not { } buffer)
        {
            return;
        }

        using var reader = buffer.OpenReader(Math.Clamp((long)rejection.Sequence, 1, buffer.DurableBefore));
        if (reader.TryRead(out var entry) && entry.Skipped is null && (ulong)entry.Sequence == rejection.Sequence)
        {
            _uplink.Quarantine.Keep(_plans.Epoch, entry.Sequence, entry.Record.Span, entry.SampleCount, rejection.Status?.Message ?? "");
        }
    }

    private async Task ProbeAsync(TimeSpan interval)
    {
        var silence = interval * SilentIntervals;
        var every = Options.Paths.Count > 1 ? ProbeOfSeveral : ProbeOfOne;
        using var timer = new PeriodicTimer(every < interval ? every : interval, _uplink.Time);
        do
        {
            if (_path.Silence > silence)
            {
                throw new TimeoutException($"{_path.Options.Endpoint.Authority} has been silent for {silence}");
            }

            _path.Asked();
            await _link.Probes.SendAsync();
        }
        while (await timer.WaitForNextTickAsync(_session.Token));
    }

    private async Task TellStateAsync()
    {
        using var timer = new PeriodicTimer(Options.StateInterval, _uplink.Time);
        do
        {
            // Once for all connections of the path.
            if (_path.Leads)
            {
                await _link.Writer.WriteAsync(new ExchangeRequest { State = _uplink.State.Make(_roundTrip) });
            }
        }
        while (await timer.WaitForNextTickAsync(_session.Token));
    }

    private static TimeSpan Interval(Duration? asked) =>
        asked is null || asked.ToTimeSpan() < TimeSpan.FromMilliseconds(100) ? DefaultProbeInterval : asked.ToTimeSpan();

    /// <summary>The platform's limit where it has one; 0 = it has none.</summary>
    private static long Smaller(long own, long platform) => platform > 0 ? Math.Min(own, platform) : own;

    [LoggerMessage(LogLevel.Information, "The platform at {Endpoint} is connected by path {Path}; {Backlog} records to send")]
    private static partial void LogWelcomed(ILogger logger, Uri endpoint, string path, long backlog);

    [LoggerMessage(LogLevel.Information, "The platform asks for a new stream")]
    private static partial void LogDrained(ILogger logger);
}
