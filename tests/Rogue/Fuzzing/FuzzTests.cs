using System.Globalization;

namespace IndustrialGateway.Rogue.Tests.Fuzzing;

/// <summary>A short run of the fuzzer with every test run; a long one by <c>make fuzz MINUTES=5 SEED=1</c>.</summary>
public sealed class FuzzTests
{
    private const int ShortRun = 30_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Spoiled_bytes_are_a_value_or_a_refusal_within_their_memory(int seed)
    {
        var fuzzer = new Fuzzer(seed);

        while (fuzzer.Count < ShortRun)
        {
            fuzzer.Next();
        }

        Assert.True(fuzzer.Findings.Count == 0, string.Join('\n', fuzzer.Findings));
        Assert.InRange(fuzzer.Refused, ShortRun / 10, ShortRun - (ShortRun / 100)); // or the inputs are all good, or all rubbish
    }

    [Fact(Explicit = true)]
    public void A_long_run_by_make_fuzz_finds_nothing()
    {
        var fuzzer = new Fuzzer(int.Parse(Setting("FUZZ_SEED", "1"), CultureInfo.InvariantCulture));
        var minutes = double.Parse(Setting("FUZZ_MINUTES", "5"), CultureInfo.InvariantCulture);
        var replay = Setting("FUZZ_REPLAY", "");
        var begun = TimeProvider.System.GetTimestamp();

        if (replay.Length > 0)
        {
            fuzzer.Replay(replay);
        }

        while (replay.Length == 0 && TimeProvider.System.GetElapsedTime(begun).TotalMinutes < minutes)
        {
            fuzzer.Next();
        }

        Console.WriteLine(fuzzer.Report(TimeProvider.System.GetElapsedTime(begun)));
        Assert.True(fuzzer.Findings.Count == 0, $"{fuzzer.Findings.Count} findings, printed above.");
    }

    private static string Setting(string name, string otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } set ? set : otherwise;
}
