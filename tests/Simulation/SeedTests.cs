using IndustrialGateway.Simulation.Running;

namespace IndustrialGateway.Simulation;

/// <summary>Many seeds, each another course of faults, in processes of their own.</summary>
public sealed class SeedTests
{
    private const int Seeds = 1_000;

    [Fact]
    public async Task Whatever_order_and_faults_a_seed_chooses_every_promise_is_kept()
    {
        // One for each processor that every machine has.
        var halves = await Task.WhenAll(
            SeedOutput.RunAsync("--seeds", "1", $"{Seeds / 2}"), SeedOutput.RunAsync("--seeds", $"{(Seeds / 2) + 1}", $"{Seeds / 2}"));

        Assert.All(halves, half => Assert.True(half.ExitCode == 0, $"Run a seed again with `make simulate SEED=N`:\n{half.Text}"));
    }

    [Fact]
    public async Task A_seed_runs_the_same_way_every_time()
    {
        var first = await SeedOutput.RunAsync("--seeds", "1", "25");
        var second = await SeedOutput.RunAsync("--seeds", "1", "25");

        Assert.Equal(25, first.Fingerprints.Count);
        Assert.Equal(first.Fingerprints, second.Fingerprints);
        Assert.Equal(25, first.Fingerprints.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task One_seed_alone_takes_the_course_that_it_takes_among_others_and_tells_it()
    {
        var among = await SeedOutput.RunAsync("--seeds", "3", "5");
        var alone = await SeedOutput.RunAsync("--seed", "6");

        Assert.Equal(among.Fingerprints[3], Assert.Single(alone.Fingerprints));
        Assert.Contains("everything is whole again", alone.Text, StringComparison.Ordinal);
    }

    public static TheoryData<string> PlantedFaults =>
        [.. Enum.GetNames<Planted>().Where(name => name != nameof(Planted.None))];

    [Theory]
    [MemberData(nameof(PlantedFaults))]
    public async Task A_fault_that_is_built_in_is_found(string planted)
    {
        var found = await SeedOutput.RunAsync("--find", "1", "300", planted);

        Assert.Equal(1, found.ExitCode);
    }
}
