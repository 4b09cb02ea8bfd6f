using IndustrialGateway.Faults.Tampering;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F02: the gateway dies in the middle of a chosen system call, at work or while it opens its buffer, and starts again three times.</summary>
internal sealed class GatewayKilledAtStage : Row
{
    /// <summary>At work: what the kernel is asked for between receiving a value and letting go of it.</summary>
    private static readonly (string Stage, string Call)[] AtWork =
    [
        ("receiving", "recvfrom,recvmsg"),
        ("appending", "pwrite64"),
        ("before it is durable", "fdatasync"),
        ("acknowledging or sending", "sendto,sendmsg"),
    ];

    /// <summary>While opening: sealing what a crash left, new segments, their names, the cursor, what is no longer wanted.</summary>
    private static readonly (string Stage, string Call)[] AtOpening =
    [
        ("reserving a segment", "fallocate"),
        ("writing a header", "pwrite64"),
        ("syncing a file", "fdatasync"),
        ("syncing a folder", "fsync"),
        ("naming a segment", "?rename,?renameat,?renameat2"),
        ("cutting a segment", "ftruncate"),
        ("removing a segment", "?unlink,unlinkat"),
    ];

    /// <summary>Behind those: just after the files of an acknowledged backlog have gone.</summary>
    private const int Removed = 11;

    /// <summary>Stages of the quick set: two at work, two while opening.</summary>
    private static readonly int[] Quick = [1, Removed, 2, 4];

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public override Expectation Expects => Expectation.WhileAway;

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var stage = IsQuick ? Quick[(cycle.Number - 1) % Quick.Length] : cycle.Number % (Removed + 1);
        var what = stage == Removed
            ? await StrikeAtRemovalAsync(cycle)
            : stage < AtWork.Length
                ? await StrikeAtWorkAsync(cycle, AtWork[stage])
                : await StrikeAtOpeningAsync(cycle, AtOpening[stage - AtWork.Length]);
        for (var again = 0; again < (IsQuick ? 0 : 2); again++)
        {
            cycle.Line.StartGateway();
            await cycle.Line.Gateway.WaitForLineAsync(line => line.Contains(" records to send", StringComparison.Ordinal), default);
            await cycle.KillGatewayAsync();
        }

        cycle.Line.Uplink.Restore();
        await cycle.StartGatewayAsync();
        return what;
    }

    private static async Task<string> StrikeAtWorkAsync(Cycle cycle, (string Stage, string Call) at)
    {
        var when = await cycle.RandomMomentOrOutageAsync();

        // It is counted in each thread by itself, and sockets are everybody's.
        var count = cycle.Random.Next(1, at.Call.Contains(',', StringComparison.Ordinal) ? 3 : 20);
        await using (await SystemCalls.TamperAsync(cycle.Line.Gateway.Id, $"inject={at.Call}:signal=KILL:when={count}"))
        {
            await cycle.Line.Gateway.WaitForExitAsync(default);
        }

        await cycle.GatewayIsDeadAsync();
        return $"killed {at.Stage} ({at.Call} no. {count}) {when}";
    }

    /// <summary>
    /// A backlog is sent and acknowledged while nothing new comes, so that none of its files is needed any more; death comes when the
    /// last of them is gone, before the gateway has heard that it is.
    /// </summary>
    private static async Task<string> StrikeAtRemovalAsync(Cycle cycle)
    {
        var line = cycle.Line;
        line.Uplink.Cut();
        var values = cycle.Random.Next(5, 40);
        await line.Plant.OfferMoreAsync(values);
        await cycle.KillGatewayAsync();
        line.Uplink.Restore();
        line.Plant.Freeze(isFrozen: true);
        var newest = Directory.GetFiles(Path.Combine(line.GatewayBuffer, "process"), "*.log").Max(StringComparer.Ordinal)!; // It had values.
        line.StartGatewayUnder(SystemCalls.Launcher("inject=?unlink,unlinkat:delay_exit=3000000", newest));
        for (var began = TimeProvider.System.GetTimestamp(); File.Exists(newest);)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"{newest} is not removed although all of it is acknowledged");
            await Task.Delay(Look, TimeProvider.System);
        }

        await cycle.KillGatewayAsync();
        line.Plant.Freeze(isFrozen: false);
        return $"killed cut off, {values} values of each point later, and again when what was acknowledged had gone";
    }

    private static async Task<string> StrikeAtOpeningAsync(Cycle cycle, (string Stage, string Call) at)
    {
        var when = await cycle.RandomMomentOrOutageAsync();
        await cycle.KillGatewayAsync();
        var count = cycle.Random.Next(1, 3);
        cycle.Line.StartGatewayUnder(SystemCalls.Launcher($"inject={at.Call}:signal=KILL:when={count}"));
        var opened = cycle.Line.Gateway.WaitForLineAsync(line => line.Contains(" is live at ", StringComparison.Ordinal), default);
        if (await Task.WhenAny(opened, cycle.Line.Gateway.WaitForExitAsync(default)) == opened && opened.IsCompletedSuccessfully)
        {
            // Not so many of these calls were needed.
            await cycle.KillGatewayAsync();
            return $"killed {when}; opened without {at.Call} no. {count}";
        }

        await opened.ContinueWith(_ => { }, TaskScheduler.Default);
        await cycle.GatewayIsDeadAsync();
        return $"killed {when} and again {at.Stage} ({at.Call} no. {count})";
    }
}
