using System.Diagnostics;

namespace IndustrialGateway.Benchmarks.OpcUa;

/// <summary>
/// The benchmarks of <see cref="ChunkBenchmarks"/> in turns of some hundred microseconds, so that what else the machine does meets all of them alike:
/// one after the other, their ratio says as much of the machine as of the code.
/// </summary>
internal static class ChunkRatio
{
    private const int Rounds = 3_000;
    private const int BytesPerTurn = 128 * 1024;

    public static void Print()
    {
        foreach (var size in (int[])[2_048, 8_192, 65_536])
        {
            using var chunks = new ChunkBenchmarks { ChunkSize = size };
            chunks.Prepare();
            var medians = Medians([chunks.RawEncryptAndSign, () => chunks.Seal(), () => chunks.Open()], BytesPerTurn / size);
            Console.WriteLine(
                $"{size} bytes: bare {medians[0]:F2} us, seal {medians[1]:F2} us ({medians[1] / medians[0]:F2}), open {medians[2]:F2} us ({medians[2] / medians[0]:F2})");
        }
    }

    private static double[] Medians(Action[] actions, int perTurn)
    {
        var turns = actions.Select(_ => new List<double>(Rounds)).ToArray();
        for (var round = -Rounds / 10; round < Rounds; round++)
        {
            for (var i = 0; i < actions.Length; i++)
            {
                var begun = Stopwatch.GetTimestamp();
                for (var j = 0; j < perTurn; j++)
                {
                    actions[i]();
                }

                if (round >= 0)
                {
                    turns[i].Add(Stopwatch.GetElapsedTime(begun).TotalMicroseconds / perTurn);
                }
            }
        }

        return [.. turns.Select(times => times.Order().ElementAt(Rounds / 2))];
    }
}
