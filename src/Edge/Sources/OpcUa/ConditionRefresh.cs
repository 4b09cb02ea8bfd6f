using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Has a machine tell again of the conditions that are present (Part 9 §5.5.7). What fails costs that one refresh: a machine without conditions has nothing to tell.</summary>
/// <param name="session">The present session, as soon as there is one.</param>
internal sealed partial class ConditionRefresh(string source, Func<CancellationToken, Task<UaSession>> session, ILogger logger)
{
    /// <param name="subscriptions">Those with items that listen, as they are once there is a session.</param>
    public async Task RunAsync(Func<Task<IReadOnlyList<UaSubscription>>> subscriptions, CancellationToken cancellationToken)
    {
        try
        {
            var conditions = new ConditionMethods(await session(cancellationToken));
            foreach (var subscription in await subscriptions())
            {
                await RefreshAsync(conditions, subscription, cancellationToken);
            }
        }
        catch (UaException failure)
        {
            LogNotRefreshed(source, failure.Message);
        }
    }

    /// <summary>One that refuses does not keep the others from being asked.</summary>
    private async Task RefreshAsync(ConditionMethods conditions, UaSubscription subscription, CancellationToken cancellationToken)
    {
        try
        {
            await conditions.RefreshAsync(subscription.Id, cancellationToken);
        }
        catch (UaException failure)
        {
            LogNotRefreshed(source, failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Source {Source}: the machine does not tell its present conditions again: {Reason}")]
    private partial void LogNotRefreshed(string source, string reason);
}
