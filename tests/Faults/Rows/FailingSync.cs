using IndustrialGateway.Faults.Tampering;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F08: the disk says that it could not keep what it was given, once or until it is mended; the gateway lives and loses nothing.</summary>
internal sealed class FailingSync : Row
{
    private static readonly string[] Errors = ["EIO", "ENOSPC"];

    public override Expectation Expects => Expectation.Complete;

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();
        var error = Errors[cycle.Random.Next(Errors.Length)];
        var once = cycle.Random.Next(2) == 0;
        await using (var tampering = await SystemCalls.TamperAsync(
            cycle.Line.Gateway.Id, $"inject=fdatasync,fsync:error={error}{(once ? ":when=1" : "")}"))
        {
            await tampering.InjectedAsync();
            await cycle.Line.Plant.OfferMoreAsync(once ? 1 : cycle.Random.Next(10, 60));
        }

        cycle.Healed();
        return $"{error} {(once ? "once in each thread" : "for a while")} {when}";
    }

    public override IEnumerable<string> Complaints(Reckoning reckoning)
    {
        if (reckoning.Told.Books.Logs.All(log => log.DiskErrors == 0))
        {
            yield return "no log has noticed that its disk refused";
        }
    }
}
