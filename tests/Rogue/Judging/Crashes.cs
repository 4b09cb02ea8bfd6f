using System.Collections.Concurrent;

namespace IndustrialGateway.Rogue.Tests.Judging;

/// <summary>Exceptions that nobody caught or looked at, anywhere in the process.</summary>
internal static class Crashes
{
    private static readonly ConcurrentQueue<string> Seen = new();

    static Crashes()
    {
        AppDomain.CurrentDomain.UnhandledException += (_, crash) => Seen.Enqueue($"unhandled: {crash.ExceptionObject}");
        TaskScheduler.UnobservedTaskException += (_, crash) => Seen.Enqueue($"unobserved: {crash.Exception}");
    }

    public static void ExpectNone()
    {
        var seen = Seen.ToArray();
        Seen.Clear();
        Assert.True(seen.Length == 0, string.Join('\n', seen));
    }

    /// <summary>Also those of tasks that only the collector still knows.</summary>
    public static void ExpectNoneAtAll()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        ExpectNone();
    }
}
