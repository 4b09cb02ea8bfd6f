using System.Buffers;
using System.Runtime.CompilerServices;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>What a notification message brings (Part 4 §7.25).</summary>
public abstract class NotificationData
{
    internal abstract void Write(ref UaWriter writer);

    /// <summary>Known kinds are read where they lie, without a copy of their bytes; the others stay raw.</summary>
    internal static NotificationData Read(ref UaReader reader)
    {
        var id = reader.ReadNodeId();
        var encoding = reader.ReadExtensionEncoding();
        var known = encoding == ExtensionBody.Binary && id is { NamespaceIndex: 0, IdType: IdType.Numeric } ? id.Numeric : 0;
        return known switch
        {
            MessageIds.DataChangeNotification => DataChangeNotification.ReadBody(ref reader),
            MessageIds.StatusChangeNotification => StatusChangeNotification.ReadBody(ref reader),
            MessageIds.EventNotificationList => EventNotificationList.ReadBody(ref reader),
            _ => new RawNotification(
                new ExtensionObject(id, encoding, encoding == ExtensionBody.None ? null : reader.ReadByteString())),
        };
    }
}

/// <summary>One changed value with the client's number for its item.</summary>
public readonly record struct MonitoredItemNotification(uint ClientHandle, DataValue Value)
{
    internal const int MinBytes = 5;
}

/// <summary>
/// Changed values, per item in the order of their sampling. A received one lies in an array of the shared pool, which
/// <see cref="Dispose"/> gives back; nothing taken from <see cref="Items"/> may be used afterwards.
/// </summary>
public sealed class DataChangeNotification : NotificationData, IDisposable
{
    private readonly bool _pooled;
    private MonitoredItemNotification[] _items;

    public DataChangeNotification(MonitoredItemNotification[] items)
        : this(items, items?.Length ?? 0, pooled: false)
    {
    }

    private DataChangeNotification(MonitoredItemNotification[] items, int count, bool pooled)
    {
        _items = items;
        Count = count;
        _pooled = pooled;
    }

    public int Count { get; private set; }

    public ReadOnlyMemory<MonitoredItemNotification> Items => _items.AsMemory(0, Count);

    public void Dispose()
    {
        var items = Interlocked.Exchange(ref _items, []);
        if (_pooled && items.Length > 0)
        {
            ReturnItems(items, Count);
        }

        Count = 0;
    }

    internal static DataChangeNotification ReadBody(ref UaReader reader)
    {
        var end = reader.ReadBodyEnd();
        var count = Math.Max(0, reader.ReadArrayLength(MonitoredItemNotification.MinBytes));
        reader.Charge((long)count * Unsafe.SizeOf<MonitoredItemNotification>());
        var items = ArrayPool<MonitoredItemNotification>.Shared.Rent(count);
        try
        {
            for (var i = 0; i < count; i++)
            {
                items[i] = new MonitoredItemNotification(reader.ReadUInt32(), reader.ReadDataValue());
            }

            reader.SkipDiagnostics();
            reader.SkipTo(end);
        }
        catch (UaException)
        {
            ReturnItems(items, count);
            throw;
        }

        return new DataChangeNotification(items, count, pooled: true);
    }

    internal override void Write(ref UaWriter writer) =>
        writer.WriteStructure(MessageIds.DataChangeNotification, this, static (ref writer, notification) =>
        {
            writer.WriteInt32(notification.Count);
            foreach (ref readonly var item in notification.Items.Span)
            {
                writer.WriteUInt32(item.ClientHandle);
                writer.WriteDataValue(item.Value);
            }

            writer.WriteNoDiagnostics();
        });

    private static void ReturnItems(MonitoredItemNotification[] items, int count)
    {
        // Values may refer to texts and arrays, which the pool must not keep alive.
        items.AsSpan(0, count).Clear();
        ArrayPool<MonitoredItemNotification>.Shared.Return(items);
    }
}

/// <summary>The subscription's own state changed: it timed out or went to another session (Part 4 §7.25.4).</summary>
public sealed class StatusChangeNotification(StatusCode status) : NotificationData
{
    public StatusCode Status { get; } = status;

    internal static StatusChangeNotification ReadBody(ref UaReader reader)
    {
        var end = reader.ReadBodyEnd();
        var notification = new StatusChangeNotification(reader.ReadStatusCode());
        reader.ReadDiagnosticInfo();
        reader.SkipTo(end);
        return notification;
    }

    internal override void Write(ref UaWriter writer) =>
        writer.WriteStructure(MessageIds.StatusChangeNotification, Status, static (ref writer, status) =>
        {
            writer.WriteStatusCode(status);
            writer.WriteDiagnosticInfo(null);
        });
}

/// <summary>A kind that is not known here.</summary>
public sealed class RawNotification(ExtensionObject body) : NotificationData
{
    public ExtensionObject Body { get; } = body;

    internal override void Write(ref UaWriter writer) => writer.WriteExtensionObject(Body);
}
