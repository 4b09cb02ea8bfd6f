using System.Globalization;

namespace IndustrialGateway.Faults.Tampering;

/// <summary>What a process takes of the machine's memory, in bytes.</summary>
internal static class ProcessMemory
{
    public static long Resident(int process) => Read(process, "VmRSS:");

    /// <summary>The most that it ever had.</summary>
    public static long Peak(int process) => Read(process, "VmHWM:");

    private static long Read(int process, string name)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length).Trim()[..^" kB".Length], CultureInfo.InvariantCulture) * 1024;
    }
}
