namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>What may be asked of the server of a session: what it says, lowered by what was learnt of it. For many threads.</summary>
internal sealed class SessionLimits
{
    private readonly string _server;
    private readonly ILimitMemory? _memory;
    private readonly Lock _gate = new();
    private LearntLimits _learnt;

    /// <param name="server">As which server it is remembered.</param>
    public SessionLimits(string server, OperationLimits told, ILimitMemory? memory, TimeProvider time)
    {
        _server = server;
        _memory = memory;
        _learnt = memory?.Recall(server) ?? LearntLimits.None;
        Reads = new BatchLimit(
            Lower(told.NodesPerRead, _learnt.NodesPerRead), time, limit => Learn(learnt => learnt with { NodesPerRead = limit }));
        Items = new BatchLimit(
            Lower(told.MonitoredItemsPerCall, _learnt.MonitoredItemsPerCall),
            time,
            limit => Learn(learnt => learnt with { MonitoredItemsPerCall = limit }));
        Registrations = new BatchLimit(
            Lower(told.NodesPerRegisterNodes, _learnt.NodesPerRegisterNodes),
            time,
            limit => Learn(learnt => learnt with { NodesPerRegisterNodes = limit }));
    }

    public BatchLimit Reads { get; }

    public BatchLimit Items { get; }

    public BatchLimit Registrations { get; }

    public LearntLimits Learnt
    {
        get
        {
            lock (_gate)
            {
                return _learnt;
            }
        }
    }

    public void Learn(Func<LearntLimits, LearntLimits> lesson)
    {
        LearntLimits learnt;
        lock (_gate)
        {
            _learnt = learnt = lesson(_learnt);
        }

        _memory?.Remember(_server, learnt);
    }

    private static int Lower(int told, int? learnt) => learnt is { } limit && limit < told ? limit : told;
}
