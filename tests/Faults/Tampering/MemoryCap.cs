using System.Globalization;

namespace IndustrialGateway.Faults.Tampering;

/// <summary>
/// A bound of memory beyond which the kernel ends a program: a control group, of either version. Needs root.
/// </summary>
internal sealed class MemoryCap : IDisposable
{
    private const string First = "/sys/fs/cgroup/memory";
    private const string Second = "/sys/fs/cgroup";

    private readonly string _group;
    private readonly bool _isFirst;

    public MemoryCap(long bytes)
    {
        _isFirst = Directory.Exists(First);
        _group = Path.Combine(_isFirst ? First : Second, $"igw-faults-{Guid.NewGuid():N}");
        Directory.CreateDirectory(_group);
        File.WriteAllText(
            Path.Combine(_group, _isFirst ? "memory.limit_in_bytes" : "memory.max"), bytes.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Starts a program within the bound.</summary>
    public IReadOnlyList<string> Launcher =>
        ["/bin/sh", "-c", $"echo $$ > {_group}/cgroup.procs && exec \"$@\"", "sh"];

    /// <summary>Removes the group; nobody may be in it any more.</summary>
    public void Dispose() => Directory.Delete(_group);
}
