using IndustrialGateway.Client;
using IndustrialGateway.Model;
using IndustrialGateway.Simulator.Load;

namespace IndustrialGateway.Cli.Bench;

/// <summary>Reads everything that the historian holds of a load plant back and compares each value with what was offered.</summary>
internal sealed class HistoryCheck(IndustrialGatewayClient client, LoadOracle oracle, string gateway)
{
    private const int AtOnce = 8;

    /// <summary>Checks values 0 up to <paramref name="perPoint"/> of every point.</summary>
    public async Task<CheckResult> CheckAsync(long perPoint, CancellationToken cancellationToken)
    {
        var all = new CheckResult(0, 0, 0, 0, 0, "");
        var gate = new Lock();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, oracle.Machines, options, async (machine, stop) =>
        {
            for (var point = oracle.FirstPoint(machine); point < oracle.FirstPoint(machine + 1); point++)
            {
                var one = await CheckPointAsync(machine, point, perPoint, stop);
                lock (gate)
                {
                    all = all.Plus(one);
                }
            }
        });
        return all;
    }

    private async Task<CheckResult> CheckPointAsync(
        int machine, int point, long perPoint, CancellationToken cancellationToken)
    {
        var name = $"gateways/{gateway}/points/{LoadOracle.MachineName(machine)}/{LoadOracle.PointName(point)}";
        var check = new PointCheck(oracle, machine, point, perPoint);
        var query = new HistoryQuery
        {
            Point = name,
            From = UaTime.ToDateTimeOffset(oracle.StartTicks),
            To = UaTime.ToDateTimeOffset(oracle.DueTicks(machine, perPoint)).AddDays(1),
        };
        await foreach (var page in client.ListSamplePagesAsync(query, cancellationToken))
        {
            foreach (var sample in page.Samples)
            {
                check.Add(sample.Value.ToModel(), sample.StatusCode, sample.SourceTime.ToTicks());
            }
        }

        return check.End(name);
    }
}
