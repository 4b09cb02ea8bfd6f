using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Events;

/// <summary>
/// Reports to who listens to the Server object what was added and removed; what changes within a tenth of a second is one event (Part 3 §9.32.4), and
/// when that is too much to list, an event that says no more than that much has changed.
/// </summary>
internal sealed class ModelChangeEvents : IDisposable
{
    internal const int MaxChanges = 1_000;
    internal static readonly TimeSpan Together = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<NodeId, ModelChange> _changes = [];
    private readonly AddressSpace _space;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private bool _isTooMuch;

    public ModelChangeEvents(AddressSpace space, TimeProvider time)
    {
        _space = space;
        _time = time;
        _timer = time.CreateTimer(_ => Report(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        space.Versions.Changed += Take;
    }

    public void Dispose()
    {
        _space.Versions.Changed -= Take;
        _timer.Dispose();
    }

    private void Take(ModelChange change)
    {
        lock (_gate)
        {
            if (_changes.Count == 0)
            {
                _timer.Change(Together, Timeout.InfiniteTimeSpan);
            }

            if (_changes.TryGetValue(change.Affected, out var before))
            {
                _changes[change.Affected] = change with { Verb = before.Verb | change.Verb };
            }
            else if (_changes.Count < MaxChanges)
            {
                _changes.Add(change.Affected, change);
            }
            else
            {
                _isTooMuch = true;
            }
        }
    }

    private void Report()
    {
        UaEvent happened;
        lock (_gate)
        {
            var type = _isTooMuch ? EventTypes.BaseModelChange : EventTypes.GeneralModelChange;
            happened = new UaEvent(type, _space.Server, UaDateTime.Now(_time), "Nodes were added or removed.", 1);
            if (!_isTooMuch)
            {
                happened["Changes"] = Variant.OfArray(BuiltInType.ExtensionObject, _changes.Values.Select(change => change.ToExtensionObject()).ToArray());
            }

            _changes.Clear();
            _isTooMuch = false;
        }

        _space.Report(_space.Server, happened);
    }
}
