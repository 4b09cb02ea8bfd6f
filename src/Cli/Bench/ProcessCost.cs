using System.Globalization;

namespace IndustrialGateway.Cli.Bench;

/// <summary>What a process has cost until now, from /proc (proc(5)).</summary>
/// <param name="CpuSeconds">User and system time of all its threads.</param>
/// <param name="PeakBytes">The most memory it ever had resident (VmHWM).</param>
internal readonly record struct ProcessCost(double CpuSeconds, long PeakBytes)
{
    private const int UserTimeField = 14;
    private const int SystemTimeField = 15;

    // sysconf(_SC_CLK_TCK) is 100 on every Linux of today.
    private const double ClockTicksPerSecond = 100;

    public static ProcessCost Of(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");

        // The second field is the name in parentheses, which may hold blanks: count from behind it.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = Number(fields[UserTimeField - 3]) + Number(fields[SystemTimeField - 3]);
        var peak = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        var kibibytes = peak.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1];
        return new ProcessCost(ticks / ClockTicksPerSecond, Number(kibibytes) * 1024);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
