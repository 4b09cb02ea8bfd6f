using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary>What a machine's answer to a write, a call or an acknowledgement means in words; the exit code is always the same.</summary>
internal static class CommandRefusals
{
    private const string Unsure = "It is not known whether it was carried out, and it is not sent again. Look at the machine before you repeat it.";

    /// <summary>The refusal of something that was sent once.</summary>
    /// <param name="what">E.g. "The value".</param>
    public static CliException Explain(string what, StatusCode status, string details = "")
    {
        var advice = Advice(status);
        var message = IsUnsure(status) ? $"{what} was sent and has no answer: {status}." : $"{what} was refused: {status}.";
        return new CliException(ExitCodes.Failure, message, details.Length == 0 || advice.Length == 0 ? details + advice : $"{details}\n{advice}");
    }

    /// <summary>Runs what is sent once, and tells when nobody knows what became of it.</summary>
    public static async Task<T> OnceAsync<T>(Task<T> sent)
    {
        try
        {
            return await sent;
        }
        catch (UaException failure) when (IsUnsure(failure.Status))
        {
            throw new CliException(ExitCodes.Failure, failure.Message, Unsure);
        }
    }

    private static bool IsUnsure(StatusCode status) => status.ToString() is
        "BadTimeout" or "BadRequestTimeout" or "BadConnectionClosed" or "BadCommunicationError" or "BadSecureChannelClosed" or "BadShutdown";

    private static string Advice(StatusCode status) => status.ToString() switch
    {
        "BadNotWritable" => "The node is read-only for everybody.",
        "BadUserAccessDenied" => "This user may not do it: give another with --user.",
        "BadTypeMismatch" => "The node wants another type: see its DataType, or say which with --type.",
        "BadOutOfRange" => "The machine takes no such value.",
        "BadNodeIdUnknown" => "There is no such node: `igw browse URL` shows what there is.",
        "BadMethodInvalid" => "The object has no such method: `igw browse URL --node OBJECT` shows what it has.",
        "BadNotExecutable" => "The method cannot be called now.",
        "BadArgumentsMissing" or "BadTooManyArguments" or "BadInvalidArgument" => "The arguments are not those that the method wants.",
        "BadEventIdUnknown" => "The condition is in another state by now: `igw machine events URL --conditions` shows its present event.",
        "BadConditionBranchAlreadyAcked" => "Somebody has acknowledged it already.",
        "BadConditionBranchAlreadyConfirmed" => "Somebody has confirmed it already.",
        "BadConditionDisabled" => "The condition is not watched now.",
        "BadInvalidState" => "The machine is not in a state for it.",
        _ when IsUnsure(status) => Unsure,
        _ => "",
    };
}
