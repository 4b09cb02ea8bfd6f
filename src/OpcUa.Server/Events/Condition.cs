using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Events;

/// <summary>
/// An alarm: its owner raises and clears it, operators acknowledge, confirm, comment and disable it, and each new state is an event and is in the
/// variables below its node (Part 9 §5.8). It has no branches: what was not acknowledged before it was raised again is acknowledged with the new state.
/// </summary>
/// <remarks>For any number of threads.</remarks>
public sealed class Condition
{
    private readonly Lock _gate = new();
    private readonly AddressSpace _space;
    private readonly ConditionFields _fields;
    private readonly TimeProvider _time;
    private ConditionState _state = new(1, "");
    private UaEvent _present;

    internal Condition(AddressSpace space, ConditionOrigin origin, TimeProvider time)
    {
        _space = space;
        _time = time;
        Origin = origin;
        _fields = new ConditionFields(space, origin);
        _present = _fields.Tell(_state, UaDateTime.Now(time));
    }

    /// <summary>The object that stands for it: its id is the ConditionId.</summary>
    public ObjectNode Node => Origin.Node;

    /// <summary>Whether what was acknowledged waits for somebody to confirm it.</summary>
    public bool AsksToConfirm { get; set; } = true;

    /// <summary>Which users may acknowledge, confirm, comment, enable and disable; empty is anonymous. Null: all.</summary>
    public Func<string, bool>? MayOperate { get; set; }

    public ConditionState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    internal ConditionOrigin Origin { get; }

    /// <summary>There is something to be seen; it is to be acknowledged anew when it was not active, or severity or message are others than before.</summary>
    /// <param name="severity">1 is the least, 1000 the most urgent.</param>
    /// <param name="quality">How reliable the values are that it was found from.</param>
    public void Activate(ushort severity, string message, StatusCode quality = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(severity, (ushort)1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(severity, (ushort)1000);
        lock (_gate)
        {
            if (!_state.IsActive || (_state.Severity, _state.Message, _state.Quality) != (severity, message, quality))
            {
                Become(_state with
                {
                    IsActive = true,
                    IsAcked = false,
                    IsConfirmed = true,
                    Severity = severity,
                    LastSeverity = _state.Severity,
                    Message = message,
                    Quality = quality,
                });
            }
        }
    }

    /// <summary>It is over; it stays on the operators' lists until it is acknowledged.</summary>
    public void Deactivate(string message)
    {
        lock (_gate)
        {
            if (_state.IsActive)
            {
                Become(_state with { IsActive = false, Message = message });
            }
        }
    }

    /// <summary>Its object is taken out of the address space.</summary>
    internal void End()
    {
        lock (_gate)
        {
            var isListed = _state.IsRetained;
            Become(_state with { IsEnabled = false }, isTold: isListed);
        }
    }

    /// <exception cref="UaException">BadUserAccessDenied, BadConditionAlreadyEnabled or BadConditionAlreadyDisabled.</exception>
    internal void Enable(bool enabled, string user)
    {
        Admit(user);
        lock (_gate)
        {
            if (_state.IsEnabled == enabled)
            {
                throw new UaException(
                    enabled ? StatusCode.BadConditionAlreadyEnabled : StatusCode.BadConditionAlreadyDisabled,
                    $"The condition {Node.Id} is {(enabled ? "enabled" : "disabled")} already.");
            }

            var next = _state with { IsEnabled = enabled };
            Become(next, isTold: true);
        }
    }

    /// <exception cref="UaException">BadUserAccessDenied, BadConditionDisabled, BadEventIdUnknown or BadConditionBranchAlreadyAcked.</exception>
    internal void Acknowledge(byte[] eventId, LocalizedText comment, string user) => Operate(eventId, comment, user, state => state.IsAcked
        ? throw new UaException(StatusCode.BadConditionBranchAlreadyAcked, $"The condition {Node.Id} has been acknowledged in this state.")
        : state with { IsAcked = true, IsConfirmed = !AsksToConfirm });

    /// <exception cref="UaException">BadUserAccessDenied, BadConditionDisabled, BadEventIdUnknown or BadConditionBranchAlreadyConfirmed.</exception>
    internal void Confirm(byte[] eventId, LocalizedText comment, string user) => Operate(eventId, comment, user, state => state.IsConfirmed
        ? throw new UaException(StatusCode.BadConditionBranchAlreadyConfirmed, $"The condition {Node.Id} has nothing to confirm in this state.")
        : state with { IsConfirmed = true });

    /// <exception cref="UaException">BadUserAccessDenied, BadConditionDisabled or BadEventIdUnknown.</exception>
    internal void Comment(byte[] eventId, LocalizedText comment, string user) => Operate(eventId, comment, user, state => state);

    /// <summary>Tells an item the present state once more, as the same event, if it asks for attention.</summary>
    internal void Repeat(EventItem item)
    {
        // No newer state can come to the item before this one.
        lock (_gate)
        {
            if (_state.IsRetained)
            {
                item.Offer(_present, isRefresh: true);
            }
        }
    }

    private void Operate(byte[] eventId, LocalizedText comment, string user, Func<ConditionState, ConditionState> change)
    {
        Admit(user);
        lock (_gate)
        {
            if (!_state.IsEnabled)
            {
                throw new UaException(StatusCode.BadConditionDisabled, $"The condition {Node.Id} is disabled.");
            }

            // What a person has not seen yet is not acknowledged by them.
            if (!_present.Id.AsSpan().SequenceEqual(eventId))
            {
                throw new UaException(StatusCode.BadEventIdUnknown, $"The event is not that of the present state of {Node.Id}.");
            }

            var next = change(_state);
            var isComment = comment != default;
            Become(isComment ? next with { Comment = comment, User = user } : next with { User = user });
        }
    }

    private void Admit(string user)
    {
        if (MayOperate?.Invoke(user) == false)
        {
            throw new UaException(StatusCode.BadUserAccessDenied, $"This user may not operate the condition {Node.Id}.");
        }
    }

    private void Become(ConditionState next) => Become(next, next.IsEnabled);

    private void Become(ConditionState next, bool isTold)
    {
        _state = next;
        _present = _fields.Tell(next, UaDateTime.Now(_time));
        if (isTold)
        {
            _space.Report(Origin.Source, _present);
        }
    }
}

/// <summary>What a condition is about.</summary>
/// <param name="Node">The object that stands for it.</param>
/// <param name="Source">Where it happens: whoever listens there or above hears of it.</param>
/// <param name="Input">The variable that it watches; null when that is none.</param>
internal sealed record ConditionOrigin(ObjectNode Node, Node Source, NodeId Input);
