using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>
/// Reads the present values of points, because changes of them may have been missed or not been understood. A value that is read overtakes
/// those that the machine has queued before it: it counts only for points of which the queues bring nothing.
/// </summary>
internal sealed partial class PresentValues(
    OpcUaSourceOptions options, UaClient client, ItemTable items, IntakeQueue queue, SourceStatus status, TimeProvider time, ILogger logger)
{
    /// <summary>A machine that always has more to send than it can is waited for no longer than this, or than three of its messages take.</summary>
    private static readonly TimeSpan LeastPatience = TimeSpan.FromMinutes(1);

    private readonly Settling _settling = new(status.AddSettled);

    /// <param name="some">Null = of all points.</param>
    /// <param name="mark">What has come since this moment is as it should be (<see cref="ItemTable.Mark"/>).</param>
    /// <returns>False when the machine did not give them.</returns>
    public async Task<bool> ReadAgainAsync(IReadOnlySet<int>? some, int mark, CancellationToken cancellationToken)
    {
        if (mark == 0)
        {
            return true; // the values of a first life come by themselves
        }

        try
        {
            var samples = await ReadAsync(some, cancellationToken);
            await DrainAsync(cancellationToken);
            if (!client.State.IsConnected)
            {
                return false; // what was read may be what has just been said to be unknown
            }

            // A path may be another node's meanwhile.
            using var pass = items.Passage.Enter();
            var unheard = items.UnheardSince(mark);
            Sample[] silent = [.. samples.Where(each => unheard.Contains(each.Point)).Select(each => each.Sample)];
            if (silent.Length > 0)
            {
                status.AddReceived(silent.Length, UaDateTime.Now(time).Ticks);
                await queue.WriteAsync(silent, _settling, cancellationToken);
            }

            return true;
        }
        catch (UaException failure)
        {
            LogNotReadAgain(options.Name, failure.Message);
            return false;
        }
    }

    private async Task<List<(PlannedPoint Point, Sample Sample)>> ReadAsync(IReadOnlySet<int>? some, CancellationToken cancellationToken)
    {
        var session = await client.GetSessionAsync(cancellationToken);
        List<(PlannedPoint Point, ReadValueId Value)> wanted = [];
        foreach (var point in items.Points.Where(point => point.Events is null && (some?.Contains(point.Point) ?? true)))
        {
            if (session.Namespaces.TryResolve(point.Node, out var node))
            {
                wanted.Add((point, new ReadValueId(node)));
            }
        }

        var values = await session.ReadAsync([.. wanted.Select(each => each.Value)], cancellationToken);
        var now = UaDateTime.Now(time).Ticks;
        List<(PlannedPoint Point, Sample Sample)> samples = [];
        foreach (var ((point, _), value) in wanted.Zip(values))
        {
            var decoded = value with { Value = await session.DataTypes.DecodeAsync(value.Value, cancellationToken) };
            samples.Add((point, ValueMapping.SampleOf(point.Point, decoded, now, session.Namespaces)));
        }

        return samples;
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        var subscription = OpcUaClientOptions.Subscription(options);
        var messages = 3 * (subscription.PublishingInterval > subscription.KeepAliveInterval ? subscription.PublishingInterval : subscription.KeepAliveInterval);
        var patience = messages > LeastPatience ? messages : LeastPatience;
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await client.DrainAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotDrained(options.Name, patience);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Source {Source}: its points could not be read after the line came back: {Reason}")]
    private partial void LogNotReadAgain(string source, string reason);

    [LoggerMessage(LogLevel.Warning, "Source {Source}: the machine's queues were not empty within {Patience}; what was read of its points is told all the same")]
    private partial void LogNotDrained(string source, TimeSpan patience);
}
