using IndustrialGateway.Faults.Tampering;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F08, F09: the disk says that it could not keep what it was given, once or until it is mended; the gateway lives and loses nothing.</summary>
/// <param name="calls">What fails, e.g. <c>fdatasync,fsync</c>.</param>
/// <param name="errors">With which of these.</param>
internal sealed class FailingDisk(string calls, params string[] errors) : Row
{
    public override Expectation Expects => Expectation.Complete;

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();
        var error = errors[cycle.Random.Next(errors.Length)];
        var once = cycle.Random.Next(2) == 0;
        await using (var tampering = await SystemCalls.TamperAsync(
            cycle.Line.Gateway.Id, $"inject={calls}:error={error}{(once ? ":when=1" : "")}"))
        {
            await tampering.InjectedAsync();
            await cycle.Line.Plant.OfferMoreAsync(once ? 1 : cycle.Random.Next(10, 60));
        }

        cycle.Healed();
        return $"{calls}: {error} {(once ? "once in each thread" : "for a while")} {when}";
    }

    public override IEnumerable<string> Complaints(Reckoning reckoning)
    {
        if (reckoning.Told.Books.Logs.All(log => log.DiskErrors == 0))
        {
            yield return "no log has noticed that its disk refused";
        }
    }
}
