using System.Globalization;

namespace IndustrialGateway.Rogue.Tests.Fuzzing;

/// <summary>A short run of the fuzzer with every test run; as long as one likes by <c>make fuzz MINUTES=5 SEED=1</c>.</summary>
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

    [Fact]
    public void A_run_as_asked_for_finds_nothing()
    {
        var fuzzer = new Fuzzer(int.Parse(Setting("FUZZ_SEED") ?? "3", CultureInfo.InvariantCulture));
        var minutes = Setting("FUZZ_MINUTES") is { } set ? double.Parse(set, CultureInfo.InvariantCulture) : (double?)null;
        var begun = TimeProvider.System.GetTimestamp();

        if (Setting("FUZZ_REPLAY") is { } replay)
        {
            fuzzer.Replay(replay);
        }
        else
        {
            while (minutes is { } most ? TimeProvider.System.GetElapsedTime(begun).TotalMinutes < most : fuzzer.Count < ShortRun)
            {
                fuzzer.Next();
            }
        }

        Console.WriteLine(fuzzer.Report(TimeProvider.System.GetElapsedTime(begun)));
        Assert.True(fuzzer.Findings.Count == 0, string.Join('\n', fuzzer.Findings));
    }

    private static string? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } set ? set : null;
}
