using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>Links items to one that triggers them, by the client's own numbers (Part 4 §5.13.5).</summary>
internal static class ItemLinks
{
    public static async Task<IReadOnlyList<StatusCode>> SetAsync(
        LiveSubscription live,
        SubscriptionItems items,
        uint triggering,
        IReadOnlyList<uint> add,
        IReadOnlyList<uint> remove,
        CancellationToken cancellationToken)
    {
        var trigger = items.IdOf(triggering)
            ?? throw new UaException(StatusCode.BadMonitoredItemIdInvalid, $"The server has no item for the handle {triggering}.");
        List<Change> changes =
        [
            .. remove.Select((handle, index) => new Change(add.Count + index, items.IdOf(handle), IsAdded: false)),
            .. add.Select((handle, index) => new Change(index, items.IdOf(handle), IsAdded: true)),
        ];
        var statuses = new StatusCode[changes.Count];
        Array.Fill(statuses, StatusCode.BadMonitoredItemIdInvalid);
        Change[] known = [.. changes.Where(change => change.Id is not null)];
        var results = await Batches.CallAsync(
            known,
            live.Session.Learning.Items.Now,
            part => CallAsync(live, trigger, part, cancellationToken)).ConfigureAwait(false);
        foreach (var (change, status) in known.Zip(results))
        {
            statuses[change.Place] = status;
        }

        return statuses;
    }

    private static async Task<StatusCode[]> CallAsync(LiveSubscription live, uint trigger, Change[] part, CancellationToken cancellationToken)
    {
        var response = await live.Session.SendAsync<SetTriggeringResponse>(
            new SetTriggeringRequest
            {
                SubscriptionId = live.Id,
                TriggeringItemId = trigger,
                LinksToAdd = Ids(part, isAdded: true),
                LinksToRemove = Ids(part, isAdded: false),
            },
            cancellationToken).ConfigureAwait(false);
        return [.. response.RemoveResults, .. response.AddResults]; // in a part, what is removed stands before what is added
    }

    private static uint[] Ids(Change[] part, bool isAdded) =>
        [.. part.Where(change => change.IsAdded == isAdded).Select(change => change.Id ?? 0)];

    private readonly record struct Change(int Place, uint? Id, bool IsAdded);
}
