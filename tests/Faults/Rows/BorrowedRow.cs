using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Faults.Rows;

/// <summary>
/// A row that needs a machine which misbehaves in OPC UA's own terms: cases of other test projects, in one process each, run again
/// and again. They choose nothing by the seed.
/// </summary>
/// <param name="Name">As in the fault matrix.</param>
/// <param name="What">For people.</param>
/// <param name="Cases">Test projects, and which of their methods, with wildcards.</param>
internal sealed partial record BorrowedRow(string Name, string What, IReadOnlyList<(string Project, string Methods)> Cases)
{
    public static IReadOnlyList<BorrowedRow> All { get; } =
    [
        new("F16", "a machine whose messages are missing, doubled, out of order or not there any more", [
            ("Edge", "*.LostMessageTests.*"), ("OpcUa", "*.NotificationDeliveryTests.*"), ("Rogue", "*.Sessions.SessionTests.*")]),
        new("F17", "a machine that has lost the session, or does not hand over its subscriptions", [
            ("Edge", "*.Filling.GapFillTests.*"), ("OpcUa", "*.SessionRecoveryTests.*"), ("OpcUa", "*.RecoveryLadderTests.*")]),
        new("F18", "a set of two machines of which one fails", [
            ("Edge", "*.OpcUaSourceTests.When_a_machine_stops_its_points_are_read_from_the_other_server*"), ("OpcUa", "*.FailoverTests.*")]),
    ];

    public static BorrowedRow? Find(string name) =>
        All.FirstOrDefault(row => string.Equals(row.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>True when every case held in every cycle.</summary>
    public async Task<bool> RunAsync(RunLength length, Action<string> tell)
    {
        tell($"{Name}  {What}; cases of {string.Join(", ", Cases.Select(of => $"tests/{of.Project} {of.Methods}"))}");
        var (run, failed, cycle) = (0, 0, 0);
        var sinceStart = Stopwatch.StartNew();
        while (failed == 0 && !length.IsOver(cycle, sinceStart.Elapsed))
        {
            cycle++;
            foreach (var (project, methods) in Cases)
            {
                await using var tests = ProductProcess.Start($"{project}.Tests", "-method", methods, "-noColor", "-noLogo");
                await tests.Ended;
                var code = await tests.WaitForExitAsync(default);
                var total = Total().Match(tests.Log) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
                var holds = code == 0 && total > 0;
                (run, failed) = (run + total, failed + (holds ? 0 : 1));
                tell(holds ? $"{cycle,5}  {project}: {total} cases hold" : $"{cycle,5}  {project}: ended with {code}\n{tests.Log}");
            }
        }

        tell(failed == 0 ? $"{run} cases in {cycle} cycles: all hold" : "WRONG: not all cases hold");
        return failed == 0;
    }

    [GeneratedRegex(@"Total: (\d+)")]
    private static partial Regex Total();
}
