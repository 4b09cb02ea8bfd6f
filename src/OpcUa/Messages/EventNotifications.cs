using System.Buffers;
using System.Runtime.CompilerServices;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>One event: the fields that its item's select clauses ask for, in their order (Part 4 §7.25.3).</summary>
public readonly record struct EventFieldList(uint ClientHandle, ReadOnlyMemory<Variant> Fields)
{
    internal const int MinBytes = 8;
}

/// <summary>
/// Events, per item in the order in which they happened (Part 4 §7.25.3). Those of a received one lie in arrays of the shared pool, which
/// <see cref="Dispose"/> gives back; neither <see cref="Events"/> nor their fields may be used afterwards.
/// </summary>
public sealed class EventNotificationList : NotificationData, IDisposable
{
    private readonly bool _pooled;
    private EventFieldList[] _events;
    private Variant[] _fields = [];
    private int _fieldCount;

    public EventNotificationList(EventFieldList[] events)
        : this(events, events?.Length ?? 0, pooled: false)
    {
    }

    private EventNotificationList(EventFieldList[] events, int count, bool pooled)
    {
        _events = events;
        Count = count;
        _pooled = pooled;
    }

    public int Count { get; private set; }

    public ReadOnlyMemory<EventFieldList> Events => _events.AsMemory(0, Count);

    public void Dispose()
    {
        var events = Interlocked.Exchange(ref _events, []);
        if (_pooled && events.Length > 0)
        {
            events.AsSpan(0, Count).Clear();
            ArrayPool<EventFieldList>.Shared.Return(events);
            ReturnFields(_fields, _fieldCount);
            _fields = [];
        }

        Count = 0;
    }

    internal static EventNotificationList ReadBody(ref UaReader reader)
    {
        var end = reader.ReadBodyEnd();
        var count = Math.Max(0, reader.ReadArrayLength(EventFieldList.MinBytes));
        reader.Charge((long)count * Unsafe.SizeOf<EventFieldList>());
        var list = new EventNotificationList(ArrayPool<EventFieldList>.Shared.Rent(count), count, pooled: true);
        try
        {
            list._events.AsSpan(0, count).Clear();
            for (var i = 0; i < count; i++)
            {
                list.ReadEvent(ref reader, i);
            }

            reader.SkipTo(end);
        }
        catch (UaException)
        {
            list.Dispose();
            throw;
        }

        list.PointAtFields();
        return list;
    }

    internal override void Write(ref UaWriter writer) =>
        writer.WriteStructure(MessageIds.EventNotificationList, this, static (ref writer, list) =>
        {
            writer.WriteInt32(list.Count);
            foreach (ref readonly var each in list.Events.Span)
            {
                writer.WriteUInt32(each.ClientHandle);
                writer.WriteInt32(each.Fields.Length);
                foreach (ref readonly var field in each.Fields.Span)
                {
                    writer.WriteVariant(field);
                }
            }
        });

    private static void ReturnFields(Variant[] fields, int count)
    {
        // Fields refer to texts, which the pool must not keep alive.
        fields.AsSpan(0, count).Clear();
        ArrayPool<Variant>.Shared.Return(fields);
    }

    // The fields of all events lie one after the other in one array, which grows with what really comes.
    private void ReadEvent(ref UaReader reader, int index)
    {
        var handle = reader.ReadUInt32();
        var count = Math.Max(0, reader.ReadArrayLength(1));
        reader.Charge((long)count * Unsafe.SizeOf<Variant>());
        var first = _fieldCount;
        Reserve(count);
        for (; _fieldCount < first + count; _fieldCount++)
        {
            _fields[_fieldCount] = reader.ReadVariant();
        }

        _events[index] = new EventFieldList(handle, _fields.AsMemory(first, count));
    }

    private void Reserve(int more)
    {
        if (_fields.Length - _fieldCount >= more)
        {
            return;
        }

        var rented = ArrayPool<Variant>.Shared.Rent(Math.Max(_fieldCount + more, 2 * _fieldCount));
        _fields.AsSpan(0, _fieldCount).CopyTo(rented);
        ReturnFields(_fields, _fieldCount);
        _fields = rented;
    }

    // The array may have been changed for a larger one since an event was read; only the lengths still hold.
    private void PointAtFields()
    {
        var first = 0;
        foreach (ref var each in _events.AsSpan(0, Count))
        {
            each = each with { Fields = _fields.AsMemory(first, each.Fields.Length) };
            first += each.Fields.Length;
        }
    }
}
