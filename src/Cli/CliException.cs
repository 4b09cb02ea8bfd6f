namespace IndustrialGateway.Cli;

/// <summary>Ends the command with a message for the person at the keyboard, and what to do about it.</summary>
internal sealed class CliException(int exitCode, string message, string advice = "") : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>What to do now; may be empty.</summary>
    public string Advice { get; } = advice;
}
