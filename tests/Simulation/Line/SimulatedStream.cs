using Google.Protobuf;
using Grpc.Core;
using IndustrialGateway.Edge.Uplink;
using IndustrialGateway.Simulation.Scheduling;
using IndustrialGateway.V1;

namespace IndustrialGateway.Simulation.Line;

/// <summary>One stream over a simulated path, its two ends and how it breaks; messages go as bytes, as they would over a wire.</summary>
internal sealed class SimulatedStream : IPlatformStream
{
    private readonly SeededScheduler _scheduler;
    private readonly Pipe _there;
    private readonly Pipe _back;
    private readonly CancellationTokenSource _call = new();

    public SimulatedStream(SeededScheduler scheduler, LineConditions line, string name)
    {
        (_scheduler, Name) = (scheduler, name);
        _there = new Pipe(scheduler, line, name);
        _back = new Pipe(scheduler, line, name);
    }

    public string Name { get; }

    /// <summary>Cancelled when the platform hears that the gateway has gone.</summary>
    public CancellationToken Call => _call.Token;

    public bool IsOver { get; private set; }

    /// <summary>The most bytes that were ever on their way to the platform and not taken.</summary>
    public long MostBytes => _there.MostBytes;

    public IAsyncStreamReader<ExchangeRequest> Requests => field ??= new RequestReader(_there);

    public IServerStreamWriter<ExchangeResponse> Responses => field ??= new ResponseWriter(_back);

    public Task SendAsync(ExchangeRequest message, CancellationToken cancellationToken) =>
        _there.SendAsync(message.ToByteArray(), cancellationToken);

    public async Task<ExchangeResponse?> ReceiveAsync(CancellationToken cancellationToken) =>
        await _back.ReceiveAsync(cancellationToken) is { } message ? ExchangeResponse.Parser.ParseFrom(message) : null;

    /// <summary>The gateway leaves: the platform hears of it after what is under way, or much later where the line is silent.</summary>
    public void Dispose()
    {
        IsOver = true;
        _there.End(new IOException($"{Name} was reset"));
        _back.Break(new RpcException(new Status(StatusCode.Cancelled, "left")));
        HangUp(TimeSpan.FromMilliseconds(_scheduler.Chance.Next(1, 200)));
    }

    /// <summary>The platform's side has ended.</summary>
    public void Answered(Exception? failure)
    {
        IsOver = true;
        _there.BreakSending();
        _back.End(failure);
    }

    /// <summary>The connection breaks; each side hears of it in its own time, and what is under way may still arrive before.</summary>
    public void Cut()
    {
        IsOver = true;
        var broken = new RpcException(new Status(StatusCode.Unavailable, $"{Name} was cut"));
        After(_scheduler.Chance.Next(0, 300), () =>
        {
            _there.BreakSending();
            _back.Break(broken);
        });
        HangUp(TimeSpan.FromMilliseconds(_scheduler.Chance.Next(3) == 0 ? _scheduler.Chance.Next(20_000) : _scheduler.Chance.Next(300)));
    }

    public void Resume()
    {
        _there.Resume();
        _back.Resume();
    }

    private void HangUp(TimeSpan after) => After(after.TotalMilliseconds, () =>
    {
        _there.Break(new IOException($"{Name} was cut"));
        _back.BreakSending();
        _call.Cancel();
    });

    private void After(double milliseconds, Action action) => _ = _scheduler.World.Time.CreateTimer(
        _ => action(), null, TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);

    private sealed class RequestReader(Pipe pipe) : IAsyncStreamReader<ExchangeRequest>
    {
        public ExchangeRequest Current { get; private set; } = new();

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (await pipe.ReceiveAsync(cancellationToken) is not { } message)
            {
                return false;
            }

            Current = ExchangeRequest.Parser.ParseFrom(message);
            return true;
        }
    }

    private sealed class ResponseWriter(Pipe pipe) : IServerStreamWriter<ExchangeResponse>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(ExchangeResponse message) => WriteAsync(message, CancellationToken.None);

        public Task WriteAsync(ExchangeResponse message, CancellationToken cancellationToken) =>
            pipe.SendAsync(message.ToByteArray(), cancellationToken);
    }
}
