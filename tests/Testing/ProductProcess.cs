using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IndustrialGateway.Testing;

/// <summary>
/// One of the product's own programs, started from the build's output as an operator would. What it says is kept, its
/// last lines for the message of a failure, and can be waited for. It is killed when disposed.
/// </summary>
public sealed partial class ProductProcess : IAsyncDisposable
{
    private const int KeptLines = 400;
    private const int Terminate = 15;
    private const int Continue = 18;
    private const int Stop = 19;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Found)> _waiting = [];
    private readonly Task _reading;
    private readonly string _name;

    private ProductProcess(Process process, string name)
    {
        (_process, _name) = (process, name);
        _reading = ReadAllAsync();
    }

    public int Id => _process.Id;

    /// <summary>The last lines of both outputs.</summary>
    public string Log
    {
        get
        {
            lock (_gate)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <param name="project">The program's folder in <c>src</c>, e.g. <c>Edge</c>.</param>
    /// <param name="arguments">Given as they are, without a shell.</param>
    public static ProductProcess Start(string project, params IEnumerable<string> arguments) => StartUnder([], project, arguments);

    /// <param name="launcher">A command that becomes the program given to it as its last arguments, or traces it from aside; empty = none.</param>
    /// <param name="project">The program's folder in <c>src</c>, e.g. <c>Edge</c>.</param>
    /// <param name="arguments">Given as they are, without a shell.</param>
    public static ProductProcess StartUnder(IReadOnlyList<string> launcher, string project, params IEnumerable<string> arguments)
    {
        var program = $"IndustrialGateway.{project}";
        string[] command = [.. launcher, ProgramFile(program), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new ProductProcess(
            Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start."), program);
    }

    /// <summary>The first line, said already or to come, that satisfies; throws with the log when the program ends instead.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> wanted, CancellationToken cancellationToken)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_lines.FirstOrDefault(wanted) is { } line)
            {
                return line;
            }

            _waiting.Add((wanted, found));
        }

        var first = await Task.WhenAny(found.Task, _reading).WaitAsync(Patience, cancellationToken);
        return first == found.Task
            ? await found.Task
            : throw new InvalidOperationException($"{_name} ended before it said what was waited for.\n{Log}");
    }

    public async Task WriteLineAsync(string line, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
    }

    /// <summary>Completes when it has ended by itself or by another's hand; gives its exit code, 128 and the signal when it was killed.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        return _process.ExitCode;
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Completes when it has ended and all that it said is read.</summary>
    public Task Ended => _reading;

    /// <summary>Ends it without a word, SIGKILL, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, SIGTERM, and gives its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        if (kill(_process.Id, Terminate) != 0)
        {
            throw new InvalidOperationException($"{_name} cannot be told to stop: errno {Marshal.GetLastPInvokeError()}");
        }

        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Stops it where it stands, as a host that is paused, or lets it go on.</summary>
    public void Freeze(bool isFrozen) => _ = kill(_process.Id, isFrozen ? Stop : Continue);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        await _reading;
        _process.Dispose();
    }

    /// <summary>The program in the output of the build that made the running test.</summary>
    private static string ProgramFile(string program)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var file = Path.Combine(output.Parent!.Parent!.FullName, program, output.Name, program);
        return File.Exists(file) ? file : throw new FileNotFoundException($"{file} is not built.");
    }

    private Task ReadAllAsync() => Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));

    private async Task ReadAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                _lines.Enqueue(line);
                if (_lines.Count > KeptLines)
                {
                    _lines.Dequeue();
                }

                foreach (var (_, found) in _waiting.Where(waiter => waiter.Wanted(line)))
                {
                    found.TrySetResult(line);
                }

                _waiting.RemoveAll(waiter => waiter.Found.Task.IsCompleted);
            }
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
