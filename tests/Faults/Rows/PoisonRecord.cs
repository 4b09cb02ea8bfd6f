using IndustrialGateway.Faults.Meddling;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F26: one record among good ones can never be stored; it is set aside and counted, and stops no other.</summary>
internal sealed class PoisonRecord : Row
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private int _poisoned;

    public override Expectation Expects => Expectation.Quarantined;

    /// <summary>What is compressed, as on a slow machine or path, would have to be taken apart first.</summary>
    public override Task<LineSettings> SetUpAsync() => Task.FromResult(new LineSettings { IsMeddledWith = true, Uplink = ["compress: never"] });

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var poison = new PoisonedRecord(cycle.Random);
        cycle.Line.Meddler.Way = poison;
        cycle.Line.Uplink.Reset();

        // What was under way when the stream broke is sent again before it.
        await cycle.Subscriber.SeeFreshAsync(TimeProvider.System.GetUtcNow());
        poison.Begin();
        await poison.Met.WaitAsync(Patience, TimeProvider.System);
        _poisoned++;
        cycle.Healed();
        return $"a bit of a record; {await cycle.RandomMomentAsync()} the next";
    }

    public override IEnumerable<string> Complaints(Reckoning reckoning)
    {
        var quarantined = (long)reckoning.Told.Books.Quarantined;
        if (quarantined == 0 || reckoning.NeverTaken > quarantined || reckoning.Told.Books.QuarantinedRecords != (ulong)_poisoned)
        {
            yield return $"{_poisoned} records were spoiled; {reckoning.NeverTaken} values are missing, {reckoning.Told.Books} are set aside";
        }
    }
}
