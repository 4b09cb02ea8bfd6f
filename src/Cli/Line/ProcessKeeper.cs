using System.Collections.Concurrent;
using System.Diagnostics;

namespace IndustrialGateway.Cli.Line;

/// <summary>
/// Starts programs so that none outlives this one, even when it is killed: each gets SIGTERM from the kernel when the thread
/// that started it is gone (PR_SET_PDEATHSIG), which is why one thread starts them all and stays. They also get a session of
/// their own, so that Ctrl-C reaches them through this program, in its order. Uses setsid and setpriv of util-linux; where
/// they are missing, programs are started plainly.
/// </summary>
internal sealed class ProcessKeeper : IDisposable
{
    private const string OwnSession = "/usr/bin/setsid";
    private const string DieWithParent = "/usr/bin/setpriv";

    private readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> _wanted = new(16);
    private readonly Thread _thread;

    public ProcessKeeper()
    {
        _thread = new Thread(StartAll) { IsBackground = true, Name = nameof(ProcessKeeper) };
        _thread.Start();
    }

    /// <summary>Starts a program with its output redirected.</summary>
    public Task<Process> StartAsync(string file, IEnumerable<string> arguments)
    {
        string[] command = File.Exists(OwnSession) && File.Exists(DieWithParent)
            ? [OwnSession, DieWithParent, "--pdeathsig", "TERM", "--", file, .. arguments]
            : [file, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _wanted.Add((start, started));
        return started.Task;
    }

    /// <summary>Call when all programs have ended: those that have not are told to.</summary>
    public void Dispose()
    {
        _wanted.CompleteAdding();
        _thread.Join();
        _wanted.Dispose();
    }

    private void StartAll()
    {
        foreach (var (start, started) in _wanted.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(start)!); // Never null: a new process is started.
            }
            catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or IOException)
            {
                started.SetException(failure);
            }
        }
    }
}
