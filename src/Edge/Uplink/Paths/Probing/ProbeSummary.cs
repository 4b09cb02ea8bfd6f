namespace IndustrialGateway.Edge.Uplink.Paths.Probing;

/// <summary>Of the last minute of a path.</summary>
/// <param name="Sent">Packets whose fate is known.</param>
/// <param name="Lost">Those of them that were not answered in time.</param>
/// <param name="Median">Of the round trips; null = none was answered.</param>
/// <param name="Percentile99">Of the round trips, at most 6 % too high.</param>
/// <param name="Jitter">Smoothed difference between one round trip and the next.</param>
/// <param name="LongestLossRun">Most packets in a row that were lost.</param>
internal sealed record ProbeSummary(
    long Sent, long Lost, TimeSpan? Median, TimeSpan? Percentile99, TimeSpan Jitter, int LongestLossRun)
{
    /// <summary>0 to 1.</summary>
    public double LossShare => Sent == 0 ? 0 : (double)Lost / Sent;
}
