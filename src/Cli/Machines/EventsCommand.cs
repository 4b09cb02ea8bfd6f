using System.CommandLine;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary><c>igw machine events</c>: events as they happen until Ctrl-C, or the conditions that need attention now.</summary>
internal static class EventsCommand
{
    private const uint ServerObject = 2253;
    private const int MaxSeverity = 1000;
    private static readonly TimeSpan RefreshTimeout = TimeSpan.FromSeconds(30);

    public static Command Create(TimeProvider time)
    {
        var machine = new MachineOptions();
        var node = new Option<string?>("--node", "-n") { Description = "Whose events; else the Server object's, which has all.", HelpName = "NODE" };
        var severity = new Option<ushort?>("--severity") { Description = "Only events at least so severe, 1 to 1000.", HelpName = "N" };
        var conditions = new Option<bool>("--conditions") { Description = "Show the conditions that need attention now, and end." };
        var count = new Option<long?>("--count", "-c") { Description = "End after this many events." };
        var json = new Option<bool>("--json") { Description = "One JSON object per line instead of text." };
        var command = new Command("events", "Show an OPC UA server's events as they happen, until Ctrl-C, or its present conditions.");
        machine.AddTo(command);
        command.Add(node);
        command.Add(severity);
        command.Add(conditions);
        command.Add(count);
        command.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var where = Where(parsed.GetValue(severity));
            var most = Count(parsed.GetValue(count), parsed.GetValue(conditions));
            await using var session = await machine.ConnectAsync(parsed, cancellationToken);
            var notifier = parsed.GetValue(node) is { } text ? NodeTexts.Resolve(session, text) : new NodeId(ServerObject);
            var feed = await EventFeed.OpenAsync(session, notifier, where, cancellationToken);
            using var lines = new EventLines(session, parsed.GetValue(json));
            await (parsed.GetValue(conditions)
                ? ShowConditionsAsync(session, feed, lines, time, cancellationToken)
                : ShowEventsAsync(feed, lines, most, cancellationToken));
            return ExitCodes.Success;
        });
        return command;
    }

    private static EventWhere? Where(ushort? severity) => severity switch
    {
        null => null,
        >= 1 and <= MaxSeverity => EventWhere.SeverityAtLeast(severity.Value),
        _ => throw new CliException(ExitCodes.Usage, $"A severity of {severity} is outside 1..{MaxSeverity}."),
    };

    private static long Count(long? count, bool ofConditions) => count switch
    {
        null => long.MaxValue,
        _ when ofConditions => throw new CliException(ExitCodes.Usage, "--count is for events as they happen; --conditions ends by itself."),
        < 1 => throw new CliException(ExitCodes.Usage, $"--count {count} asks for nothing."),
        _ => count.Value,
    };

    private static async Task ShowEventsAsync(EventFeed feed, EventLines lines, long count, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync("Listening; Ctrl-C ends it.");
        try
        {
            await foreach (var happened in feed.ReadAsync(cancellationToken))
            {
                lines.Show(happened);
                if (--count <= 0)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how it ends.
        }
    }

    private static async Task ShowConditionsAsync(
        UaSession session, EventFeed feed, EventLines lines, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(RefreshTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await new ConditionMethods(session).RefreshAsync(feed.SubscriptionId, either.Token);
            var present = await PresentAsync(feed, either.Token);
            foreach (var condition in present.OrderByDescending(condition => condition.Severity).ThenBy(condition => condition.Time))
            {
                lines.Show(condition);
            }

            await Console.Error.WriteLineAsync($"{present.Count:N0} conditions");
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new CliException(ExitCodes.Failure, $"The server did not tell all its conditions within {RefreshTimeout.TotalSeconds:0} s.");
        }
    }

    /// <summary>What a refresh brings, up to its end (Part 9 §5.5.7).</summary>
    private static async Task<IReadOnlyList<UaEvent>> PresentAsync(EventFeed feed, CancellationToken cancellationToken)
    {
        var conditions = new ConditionTable();
        await foreach (var happened in feed.ReadAsync(cancellationToken))
        {
            if (happened.EventType == EventTypes.RefreshEnd)
            {
                break;
            }

            conditions.Take(happened);
        }

        return conditions.Present;
    }
}
