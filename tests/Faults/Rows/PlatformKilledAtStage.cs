using IndustrialGateway.Faults.Tampering;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F03: the platform dies in the middle of a chosen system call and starts again; the gateway still holds what was not acknowledged.</summary>
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
        await using (await SystemCalls.TamperAsync(cycle.Line.Platform.Id, $"inject={call}:signal=KILL:when={count}"))
        {
            await cycle.Line.Platform.WaitForExitAsync(default);
        }

        await cycle.RestartPlatformAsync();
        return $"killed {stage} ({call} no. {count}) {when}";
    }
}
