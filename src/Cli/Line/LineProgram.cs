using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace IndustrialGateway.Cli.Line;

/// <summary>One program of the line as a child process; what it prints goes to a file.</summary>
internal sealed partial class LineProgram : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int TailLines = 15;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly TextWriter _log;
    private readonly string _logFile;
    private readonly Task _copying;
    private readonly TimeProvider _time;

    private LineProgram(string name, Process process, string logFile, TimeProvider time)
    {
        Name = name;
        _process = process;
        _logFile = logFile;
        _time = time;
        _log = TextWriter.Synchronized(new StreamWriter(logFile, append: true) { AutoFlush = true });
        _copying = Task.WhenAll(CopyAsync(process.StandardOutput), CopyAsync(process.StandardError));
        Exit = process.WaitForExitAsync(CancellationToken.None);
    }

    public string Name { get; }

    public int Id => _process.Id;

    /// <summary>Ends when the program does, by itself or killed.</summary>
    public Task Exit { get; }

    /// <summary>Starts <c>IndustrialGateway.{name}</c> from its build output beside this program's.</summary>
    /// <exception cref="CliException">The program is not there.</exception>
    public static Task<LineProgram> StartAsync(
        ProcessKeeper keeper, string name, string logFile, TimeProvider time, params string[] arguments)
    {
        // .artifacts/bin/IndustrialGateway.Cli/release/ has its siblings beside it.
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var project = $"IndustrialGateway.{name}";
        var file = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, project); // The build's own layout.
        return StartFileAsync(keeper, name, file, logFile, time, arguments);
    }

    /// <summary>Starts a program from a file.</summary>
    /// <exception cref="CliException">The program is not there.</exception>
    public static async Task<LineProgram> StartFileAsync(
        ProcessKeeper keeper, string name, string file, string logFile, TimeProvider time, params string[] arguments)
    {
        if (!File.Exists(file))
        {
            throw new CliException(ExitCodes.Failure, $"{file} is not there.", "Build everything first: `make build`.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(logFile)!); // Always below the line's folder.
        return new LineProgram(name, await keeper.StartAsync(file, arguments), logFile, time);
    }

    /// <summary>Waits until the program has written <paramref name="file"/>, whole, and reads it.</summary>
    /// <exception cref="CliException">The program ended, or it took too long.</exception>
    public async Task<JsonElement> ReadyAsync(string file, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (!File.Exists(file))
        {
            if (_process.HasExited || _time.GetElapsedTime(started) > atMost)
            {
                throw Failure(_process.HasExited
                    ? $"ended with code {_process.ExitCode}"
                    : $"was not ready after {atMost.TotalSeconds:0} s");
            }

            await Task.Delay(Poll, _time, cancellationToken);
        }

        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(file, cancellationToken));
        return document.RootElement.Clone();
    }

    /// <summary>What to tell when the program ended though nobody asked it to.</summary>
    public CliException Failure(string what)
    {
        using var log = new StreamReader(
            new FileStream(_logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var tail = string.Join('\n', log.ReadToEnd().TrimEnd().Split('\n').TakeLast(TailLines));
        return new CliException(ExitCodes.Failure, $"{Name} {what}. The end of {_logFile}:\n{tail}");
    }

    /// <summary>Asks the program to end (SIGTERM), and kills it when it has not after 8 s.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            _ = Kill(_process.Id, SigTerm);
            try
            {
                await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(StopLimit, _time);
            }
            catch (TimeoutException)
            {
                _process.Kill();
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }

        await _copying;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _log.DisposeAsync();
        _process.Dispose();
    }

    private async Task CopyAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            await _log.WriteLineAsync(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
