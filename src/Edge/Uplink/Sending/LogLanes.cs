namespace IndustrialGateway.Edge.Uplink.Sending;

/// <summary>One log on one stream: what is to be sent of it, and its two ways there. One thread at a time.</summary>
internal sealed class LogLanes(LogPlan plan, BlockPacker packer, Quarantine quarantine) : IDisposable
{
    public LogPlan Plan => plan;

    /// <summary>What has just come.</summary>
    public Lane Live { get; } = new(plan.Log, plan.Buffer, packer, quarantine, isLate: false);

    /// <summary>What waited.</summary>
    public Lane Late { get; } = new(plan.Log, plan.Buffer, packer, quarantine, isLate: true);

    public void Dispose()
    {
        Live.Dispose();
        Late.Dispose();
    }
}
