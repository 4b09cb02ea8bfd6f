using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using IndustrialGateway.Cli.Connection;
using IndustrialGateway.Cli.Machines;
using IndustrialGateway.Client;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli;

/// <summary>Runs the command that was typed; every failure ends as one message on standard error and an exit code.</summary>
internal static class CommandLine
{
    // Longer than the five seconds in which each part of the line must have stopped.
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(RootCommand root, string[] arguments)
    {
        var parsed = root.Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            return await UsageAsync(parsed);
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TerminationTimeout,
            });
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (CliException refusal)
        {
            return await TellAsync(refusal);
        }
        catch (IndustrialGatewayException refusal)
        {
            return await TellAsync(Refusals.Explain(refusal));
        }
        catch (UaException refusal)
        {
            return await TellAsync(MachineRefusals.Explain(refusal));
        }
        catch (IOException failure) when (BrokenPipe.Is(failure))
        {
            return ExitCodes.Success; // `igw tail | head`: the reader has seen enough.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return await TellAsync(new CliException(ExitCodes.Failure, failure.Message));
        }
    }

    private static async Task<int> TellAsync(CliException refusal)
    {
        await Console.Error.WriteLineAsync($"igw: {refusal.Message}");
        if (refusal.Advice.Length > 0)
        {
            await Console.Error.WriteLineAsync($"     {refusal.Advice.ReplaceLineEndings("\n     ")}");
        }

        return refusal.ExitCode;
    }

    private static async Task<int> UsageAsync(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
        {
            await Console.Error.WriteLineAsync($"igw: {error.Message}");
        }

        var name = NameOf(parsed.CommandResult);
        await Console.Error.WriteLineAsync($"     `{name} --help` shows how to use it.");
        return ExitCodes.Usage;
    }

    private static string NameOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{NameOf(parent)} {result.Command.Name}" : "igw";
}
