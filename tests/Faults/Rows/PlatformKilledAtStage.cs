using IndustrialGateway.Faults.Tampering;

namespace IndustrialGateway.Faults.Rows;

/// <summary>
/// F03: the platform dies in the middle of a chosen system call and starts again. What it had acknowledged is stored when it comes
/// back, although the gateway would send it again from the segments that it still has; the rest the gateway holds.
/// </summary>
internal sealed class PlatformKilledAtStage : Row
{
    private static readonly (string Stage, string Call)[] Stages =
    [
        ("receiving", "recvfrom,recvmsg"),
        ("writing a commit", "write"),
        ("making a commit durable", "fdatasync"),
        ("acknowledging", "sendto,sendmsg"),
    ];

    public override Expectation Expects => Expectation.Complete;

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();
        var (stage, call) = Stages[cycle.Number % Stages.Length];

        // It is counted in each thread by itself.
        var count = cycle.Random.Next(1, 4);
        var line = cycle.Line;
        await using (await SystemCalls.TamperAsync(line.Platform.Id, $"inject={call}:signal=KILL:when={count}"))
        {
            await line.Platform.WaitForExitAsync(default);
        }

        var acknowledged = await cycle.RestartPlatformAloneAsync();
        return $"killed {stage} ({call} no. {count}) {when}, {acknowledged} samples acknowledged";
    }
}
