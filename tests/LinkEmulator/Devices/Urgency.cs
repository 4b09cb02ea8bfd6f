using System.Runtime.InteropServices;

namespace IndustrialGateway.LinkEmulator.Devices;

/// <summary>Lets a thread run as soon as it has something to do, however busy the cores are.</summary>
internal static partial class Urgency
{
    private const int FirstInFirstOut = 1; // SCHED_FIFO

    /// <summary>For the calling thread, which must be one that mostly waits. Whether the kernel grants it.</summary>
    public static bool TryRaise()
    {
        var priority = 10;
        return sched_setscheduler(0, FirstInFirstOut, ref priority) == 0;
    }

    [LibraryImport("libc")]
    private static partial int sched_setscheduler(int thread, int policy, ref int priority);
}
