using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace IndustrialGateway.LinkEmulator.Devices;

/// <summary>The program <c>ip</c> of iproute2, which knows the kernel's ways better than a page of our own would.</summary>
internal static class IpCommand
{
    /// <summary>Gives commands, one a line and without the word ip; the first that fails ends it.</summary>
    /// <param name="space">The namespace in which they hold; this program's own when null.</param>
    public static void Batch(string? space, string commands)
    {
        string[] arguments = space is null ? ["-batch", "-"] : ["-n", space, "-batch", "-"];
        Run(arguments, commands);
    }

    public static string Run(params string[] arguments) => Run(arguments, input: "");

    private static string Run(string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("ip did not start.");
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"ip {string.Join(' ', arguments)} failed: {errors.ToString().Trim()}\n{input}");
    }

    /// <summary>Whether the program is there at all.</summary>
    public static bool IsThere()
    {
        try
        {
            Run("-Version");
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
