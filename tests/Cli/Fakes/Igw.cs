using System.Diagnostics;

namespace IndustrialGateway.Cli.Fakes;

/// <summary><c>igw</c> as its users start it: a process of its own.</summary>
internal sealed record Igw(int ExitCode, string Output, string Error)
{
    // From its own output folder, as `make` leaves it, not from the copy beside the tests.
    private static readonly string Program = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "IndustrialGateway.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "igw"));

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs to the end.</summary>
    public static async Task<Igw> RunAsync(string folder, string[] arguments, string input = "", string? key = null)
    {
        using var process = Start(folder, arguments, key);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Igw(process.ExitCode, await output, await error);
    }

    /// <summary>Starts it and leaves it running; the caller reads it and waits for its end.</summary>
    public static Process Start(string folder, string[] arguments, string? key = null)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in (string[])["IGW_ADDRESS", "IGW_KEY", "IGW_CA"])
        {
            start.Environment.Remove(name);
        }

        start.Environment["TZ"] = "UTC";
        if (key is not null)
        {
            start.Environment["IGW_KEY"] = key;
        }

        return Process.Start(start)!; // Never null: the program is started, not found running.
    }

    /// <summary>What Ctrl-C sends.</summary>
    public static void Interrupt(Process process)
    {
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        kill.WaitForExit();
    }
}
