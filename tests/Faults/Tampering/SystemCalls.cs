using System.Globalization;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Faults.Tampering;

/// <summary>Makes chosen system calls of a program fail or deadly (strace). Let go of when disposed.</summary>
internal sealed class SystemCalls : IAsyncDisposable
{
    private const string Strace = "/usr/bin/strace";
    private readonly LineProcess _strace;

    private SystemCalls(LineProcess strace) => _strace = strace;

    /// <summary>Attaches to a running program; works from when it returns.</summary>
    /// <param name="process">The program.</param>
    /// <param name="rule">As strace has it, e.g. <c>inject=fdatasync:error=EIO:when=1</c>.</param>
    public static async Task<SystemCalls> TamperAsync(int process, string rule)
    {
        var calls = rule.Split('=', ':')[1];
        // Its own words come on the error output: with the calls in one, it is known when it is attached.
        var strace = LineProcess.Start("/bin/sh",
        [
            "-c", "exec \"$@\" 2>&1", "sh", Installed(), "-f", "-p", process.ToString(CultureInfo.InvariantCulture),
            "-e", "trace=" + calls, "-e", rule, "-o", "/dev/stdout",
        ]);
        await strace.ReadLineAsync(line => line.Contains("attached", StringComparison.Ordinal), default);
        return new SystemCalls(strace);
    }

    /// <summary>What starts a program under the same tampering from its first call on.</summary>
    /// <param name="rule">As strace has it.</param>
    /// <param name="file">Only calls that have to do with this file count; null = all.</param>
    public static IReadOnlyList<string> Launcher(string rule, string? file = null) =>
    [
        Installed(), "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + rule.Split('=', ':')[1], "-e", rule,
        .. file is null ? (ReadOnlySpan<string>)[] : ["-P", file],
    ];

    /// <summary>Returns when it has struck.</summary>
    public Task<string> InjectedAsync() =>
        _strace.ReadLineAsync(line => line.Contains("(INJECTED)", StringComparison.Ordinal), default);

    public async ValueTask DisposeAsync()
    {
        if (!_strace.HasExited)
        {
            _strace.Interrupt();
            await _strace.WaitForExitAsync(default);
        }

        await _strace.DisposeAsync();
    }

    private static string Installed() =>
        File.Exists(Strace) ? Strace : throw new InvalidOperationException("This row needs strace: apt-get install strace");
}
