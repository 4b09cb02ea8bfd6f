using System.Diagnostics;

namespace IndustrialGateway.Benchmarks.OpcUa.Load;

/// <summary>A server or a client as a child process whose lines are read here; its errors go where ours go. Disposing kills it.</summary>
internal sealed class BenchProcess : IAsyncDisposable
{
    private readonly Process _process;

    private BenchProcess(string file, IEnumerable<string> arguments)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true },
        };
        _process.Start();
    }

    /// <summary>This program in another role, with the same runtime settings as by itself.</summary>
    public static BenchProcess Self(params IEnumerable<string> arguments)
    {
        var self = Environment.ProcessPath!; // a process on Linux has one
        return Path.GetFileNameWithoutExtension(self) == "dotnet"
            ? new BenchProcess(self, [typeof(BenchProcess).Assembly.Location, .. arguments])
            : new BenchProcess(self, arguments);
    }

    public static BenchProcess Node(params IEnumerable<string> arguments) => new("node", arguments);

    /// <exception cref="InvalidOperationException">It ended without a line, or was silent for too long.</exception>
    public async Task<string> ReadLineAsync(TimeSpan limit)
    {
        try
        {
            return await _process.StandardOutput.ReadLineAsync().WaitAsync(limit, TimeProvider.System)
                ?? throw new InvalidOperationException($"{_process.StartInfo.FileName} ended without its line.");
        }
        catch (TimeoutException failure)
        {
            throw new InvalidOperationException($"{_process.StartInfo.FileName} said nothing for {limit}.", failure);
        }
    }

    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
