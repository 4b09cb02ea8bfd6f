using Grpc.Core;
using IndustrialGateway.Simulation.Scheduling;

namespace IndustrialGateway.Simulation.Line;

/// <summary>
/// One direction of a stream: messages arrive in order, after the time that their bytes and the path take, some of them twice; who
/// sends waits while too much has not left yet. Once broken, both sides hear of it.
/// </summary>
internal sealed class Pipe(SeededScheduler scheduler, LineConditions line, string name)
{
    /// <summary>What the sending side's system takes without making it wait.</summary>
    private const double BufferSeconds = 0.05;

    private readonly Queue<byte[]> _arrived = new();
    private readonly Queue<byte[]> _held = new();
    private readonly Queue<Action> _underWay = new();
    private double _leaves;
    private double _arrives;
    private TaskCompletionSource? _reading;
    private Exception? _broken;
    private Exception? _sendingBroken;

    /// <summary>Bytes that were sent and not read.</summary>
    public long Bytes { get; private set; }

    /// <summary>The most that it ever was.</summary>
    public long MostBytes { get; private set; }

    public async Task SendAsync(byte[] message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_sendingBroken is not null)
        {
            throw _sendingBroken;
        }

        var now = scheduler.Now / (double)TimeSpan.TicksPerSecond;
        _leaves = Math.Max(_leaves, now) + ((message.Length + 60) / line.BytesPerSecond);
        _arrives = Math.Max(_arrives, _leaves + line.Delay.TotalSeconds + (scheduler.Chance.NextDouble() * line.Jitter.TotalSeconds));
        Take(message.Length);
        Later(_arrives - now, () => Arrive(message));
        if (line.Twice > 0 && scheduler.Chance.NextDouble() < line.Twice)
        {
            Take(message.Length);
            Later(_arrives - now, () => Arrive(message));
        }

        if (_leaves - now > BufferSeconds)
        {
            await scheduler.World.Time.Delay(TimeSpan.FromSeconds(_leaves - now - BufferSeconds));
            if (_sendingBroken is not null)
            {
                throw _sendingBroken;
            }
        }
    }

    /// <summary>The next message; null when the other side has ended the stream as it should.</summary>
    public async Task<byte[]?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_arrived.TryDequeue(out var message))
            {
                Bytes -= message.Length;
                return message;
            }

            if (_broken is not null)
            {
                return _broken is EndOfStreamException ? null : throw _broken;
            }

            _reading ??= new TaskCompletionSource();
            await _reading.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The sending side has nothing more to say: the other one hears it after all that was said before.</summary>
    public void End(Exception? reason)
    {
        _sendingBroken ??= Broken();
        var now = scheduler.Now / (double)TimeSpan.TicksPerSecond;
        _arrives = Math.Max(_arrives, now + line.Delay.TotalSeconds);
        Later(_arrives - now, () => Break(reason ?? new EndOfStreamException()));
    }

    /// <summary>The reading side hears that there is nothing more, now, whatever is still under way.</summary>
    public void Break(Exception reason)
    {
        _broken ??= reason;
        Wake();
    }

    /// <summary>The sending side hears that it is over.</summary>
    public void BreakSending() => _sendingBroken ??= Broken();

    /// <summary>The path is heard again: what was held back comes.</summary>
    public void Resume()
    {
        while (_held.TryDequeue(out var message))
        {
            Arrive(message);
        }
    }

    private RpcException Broken() => new(new Status(StatusCode.Unavailable, $"{name} broke"));

    private void Arrive(byte[] message)
    {
        if (_broken is not null)
        {
            return;
        }

        if (line.IsSilent)
        {
            _held.Enqueue(message);
            return;
        }

        _arrived.Enqueue(message);
        Wake();
    }

    private void Wake()
    {
        var reading = _reading;
        _reading = null;
        reading?.TrySetResult();
    }

    private void Take(int bytes)
    {
        Bytes += bytes;
        MostBytes = Math.Max(MostBytes, Bytes);
    }

    /// <summary>Two that arrive at one time do so in the order in which they left: it is one stream.</summary>
    private void Later(double seconds, Action arrive)
    {
        _underWay.Enqueue(arrive);
        _ = scheduler.World.Time.CreateTimer(
            _ => _underWay.Dequeue()(), null, TimeSpan.FromSeconds(Math.Max(0, seconds)), Timeout.InfiniteTimeSpan);
    }
}
