using System.Globalization;

namespace IndustrialGateway.Faults.Tampering;

/// <summary>
/// A bound of memory beyond which the kernel ends a program: a control group, of either version. Those of runs that were killed are
/// removed by the next one. Needs root.
/// </summary>
internal sealed class MemoryCap : IDisposable
{
    private const string First = "/sys/fs/cgroup/memory";
    private const string Second = "/sys/fs/cgroup";
    private const string Name = "igw-faults-";

    private readonly string _group;
    private readonly bool _isFirst;

    public MemoryCap(long bytes)
    {
        _isFirst = Directory.Exists(First);
        var parent = _isFirst ? First : Second;
        RemoveLeftovers(parent);
        _group = Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{Name}{Environment.ProcessId}-{Guid.NewGuid():N}"));
        Directory.CreateDirectory(_group);
        File.WriteAllText(
            Path.Combine(_group, _isFirst ? "memory.limit_in_bytes" : "memory.max"), bytes.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Starts a program within the bound.</summary>
    public IReadOnlyList<string> Launcher =>
        ["/bin/sh", "-c", $"echo $$ > {_group}/cgroup.procs && exec \"$@\"", "sh"];

    /// <summary>Removes the group; nobody may be in it any more.</summary>
    public void Dispose() => Directory.Delete(_group);

    private static void RemoveLeftovers(string parent)
    {
        foreach (var group in Directory.GetDirectories(parent, Name + "*"))
        {
            var process = Path.GetFileName(group)[Name.Length..].Split('-')[0];
            var isEmpty = File.ReadAllText(Path.Combine(group, "cgroup.procs")).Length == 0;
            if (isEmpty && !Directory.Exists($"/proc/{process}"))
            {
                Directory.Delete(group);
            }
        }
    }
}
