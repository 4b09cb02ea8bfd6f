using System.Threading.Channels;
using IndustrialGateway.OpcUa.Client.Subscriptions;

namespace IndustrialGateway.OpcUa.Tests.Client;

/// <summary>A handler that notes what comes, in its order, and acknowledges it.</summary>
internal sealed class Notes : ISubscriptionHandler
{
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(100_000);

    /// <summary>What a message of this number does instead of being taken.</summary>
    public Func<uint, ValueTask> OnMessage { get; set; } = _ => ValueTask.CompletedTask;

    public ValueTask<string> NextAsync() => _lines.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public List<string> Taken()
    {
        List<string> lines = [];
        while (_lines.Reader.TryRead(out var line))
        {
            lines.Add(line);
        }

        return lines;
    }

    public async ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken)
    {
        await OnMessage(batch.SequenceNumber);
        for (var i = 0; i < batch.Items.Length; i++)
        {
            await _lines.Writer.WriteAsync($"{batch.SequenceNumber}: {batch.Items.Span[i].Value.Value}", cancellationToken);
        }

        batch.Subscription.Acknowledge(batch.Token);
    }

    public async ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken)
    {
        var number = gap.FirstSequenceNumber;
        for (var i = 0; i < gap.Count; i++, number = SequenceTracker.After(number))
        {
            await _lines.Writer.WriteAsync($"{number}: lost", cancellationToken);
        }
    }

    public ValueTask OnRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken) =>
        _lines.Writer.WriteAsync($"renewed {string.Join(' ', items.Select(item => item.Status))}", cancellationToken);

    public ValueTask OnItemsRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken) =>
        _lines.Writer.WriteAsync(string.Join(' ', items.Select(item => $"item {item.Item.ClientHandle} anew: {item.Status}")), cancellationToken);
}
