using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace IndustrialGateway.Edge.Uplink.Paths.Radio;

/// <summary>Runs a program and reads the JSON that it prints: for so long and so much of it, and no more.</summary>
internal static class RadioTool
{
    private const int MaxCharacters = 64 << 10;
    private const int MaxWords = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What the program prints; null where there is no such program.</summary>
    /// <exception cref="RadioException">It fails, does not end, or prints something else.</exception>
    public static async Task<JsonElement?> RunAsync(IReadOnlyList<string> command, TimeProvider time, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartOf(command) };
        try
        {
            process.Start();
        }
        catch (Win32Exception failure) when (failure.NativeErrorCode == 2 && !command[0].Contains('/', StringComparison.Ordinal))
        {
            return null;
        }
        catch (Win32Exception failure)
        {
            throw new RadioException($"{command[0]} cannot be started: {failure.Message}");
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            process.StandardInput.Close();
            var errors = ReadAsync(process.StandardError, either.Token);
            var output = await ReadAsync(process.StandardOutput, either.Token);
            await process.WaitForExitAsync(either.Token);
            return process.ExitCode == 0
                ? Parse(command[0], output)
                : throw new RadioException($"{command[0]} ends with code {process.ExitCode}: {Shortened(await errors)}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RadioException($"{command[0]} does not end within {Patience.TotalSeconds} s");
        }
        finally
        {
            End(process);
        }
    }

    private static ProcessStartInfo StartOf(IReadOnlyList<string> command) => new(command[0], command.Skip(1))
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
        Environment = { ["LC_ALL"] = "C" },
    };

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var text = new char[MaxCharacters + 1];
        var length = await reader.ReadBlockAsync(text, cancellationToken);
        return length <= MaxCharacters
            ? new string(text, 0, length)
            : throw new RadioException($"it prints more than {MaxCharacters} letters");
    }

    private static JsonElement Parse(string program, string output)
    {
        try
        {
            using var document = JsonDocument.Parse(output);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new RadioException($"{program} prints no JSON object");
        }
        catch (JsonException)
        {
            throw new RadioException($"{program} prints no JSON: {Shortened(output)}");
        }
    }

    private static string Shortened(string text) => text.Trim() is { Length: > MaxWords } longer ? longer[..MaxWords] + "…" : text.Trim();

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended, or it is another user's: it is not waited for any longer.
        }
    }
}
