using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Edge.Sources;
using IndustrialGateway.Model;
using IndustrialGateway.Simulation.Scheduling;

namespace IndustrialGateway.Simulation.Gateway;

/// <summary>Hands the machine's samples to one run of the gateway and notes which are durable.</summary>
internal sealed class SimulatedSource(
    Machine machine, IntakeQueue queue, PointRegistry registry, SeededScheduler scheduler, SimulatedProcess process)
    : ISource, ISettlement
{
    private readonly Queue<MadeSample[]> _handedIn = new();

    public string Name => "machine";

    public SourceStatus Status { get; } = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var before = machine.Unsettled.ToList();
        machine.Unsettled.Clear();
        Status.Set(connected: true, "");
        foreach (var samples in machine.HandsInAgain ? before : [])
        {
            await HandInAsync(samples, cancellationToken);
        }

        while (true)
        {
            await Task.Delay(machine.Interval, process.Time, cancellationToken);
            if (!machine.IsStopped)
            {
                var count = scheduler.Chance.Next(1, machine.GroupSize + 1);
                var ticks = UaTime.FromDateTimeOffset(scheduler.World.Time.GetUtcNow());
                await HandInAsync(
                    [.. Enumerable.Range(0, count).Select(_ => machine.Make(machine.Points[scheduler.Chance.Next(machine.Points.Count)], ticks))],
                    cancellationToken);
            }
        }
    }

    public void Settled(long token, int accepted, int dropped)
    {
        Status.AddSettled(accepted, dropped);
        var samples = _handedIn.Dequeue();
        machine.Unsettled.Remove(samples);
        if (token == 0 || accepted + dropped != samples.Length || dropped > 0)
        {
            scheduler.Fail(new SimulationException(
                $"A group of {samples.Length} samples was settled as {accepted} accepted and {dropped} dropped, token {token}."));
            return;
        }

        Array.ForEach(samples, sample => sample.IsAccepted = true);
    }

    private async Task HandInAsync(MadeSample[] samples, CancellationToken cancellationToken)
    {
        var group = queue.Rent();
        var received = UaTime.FromDateTimeOffset(process.Time.GetUtcNow());
        foreach (var sample in samples)
        {
            var point = registry.Add(new PointDescription { Path = sample.Point.Path, Class = sample.Point.Class, Equipment = "machine" });
            group.Add(new Sample(point, sample.Point.ValueOf(sample.Number), 0, sample.Ticks, received));
        }

        (group.Settlement, group.Token) = (this, 1);
        _handedIn.Enqueue(samples);
        machine.Unsettled.Add(samples);
        Status.AddReceived(samples.Length, received);
        await queue.WriteAsync(group, cancellationToken);
    }
}
