using Grpc.Core;
using IndustrialGateway.Faults.Meddling;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F25: the platform is slow, silent, refuses, or says what it should not; the gateway keeps what is not stored and goes on.</summary>
internal sealed class MeddledAcknowledgements : Row
{
    private static readonly Func<Interference>[] Ways =
    [
        () => new LostAcknowledgements(),
        () => new RepeatedAcknowledgements(),
        () => new ReorderedAcknowledgements(),
        () => new SlowAcknowledgements(),
        () => new ForgedAcknowledgement(),
        () => new BlackHole(),
        () => new Refusal(StatusCode.ResourceExhausted),
        () => new Refusal(StatusCode.Unavailable),
    ];

    public override int CyclesPerLine => Ways.Length;

    public override Expectation Expects => Expectation.Complete;

    public override Task<LineSettings> SetUpAsync() => Task.FromResult(new LineSettings { IsMeddledWith = true });

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();
        var way = Ways[(cycle.Number - 1) % Ways.Length]();

        // Up to 8 s: sometimes longer than it takes to give a silent path up (three probes, 6 s).
        var values = cycle.Random.Next(20, IsQuick ? 60 : 160);
        cycle.Line.Meddler.Way = way;
        if (way is Refusal)
        {
            cycle.Line.Uplink.Reset();
        }

        await cycle.Line.Plant.OfferMoreAsync(values);

        // No acknowledgement is lost on a path that lives: the path dies with it.
        cycle.Line.Meddler.Way = new Interference();
        cycle.Line.Uplink.Reset();
        cycle.Healed();
        return $"{way.GetType().Name} {when}, for {values} values of each point";
    }
}
