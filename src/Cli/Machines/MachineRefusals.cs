using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary>What a refusal of an OPC UA server means for the person at the keyboard.</summary>
internal static class MachineRefusals
{
    public static CliException Explain(UaException refusal) => (refusal.Status.ToString(), refusal.Message) switch
    {
        (['B', 'a', 'd', 'C', 'e', 'r', 't', 'i', 'f', 'i', 'c', 'a', 't', 'e', ..] or "BadSecurityChecksFailed", var message) => new(
            ExitCodes.NotTrusted,
            message,
            $"{SecurityExplanations.Of(refusal.Status)?.Advice}\n"
            + "If it is the right server, trust it with --trust-server; igw's own certificate lies in `own` in the --pki folder."),
        ("BadUserAccessDenied" or "BadIdentityTokenRejected" or "BadIdentityTokenInvalid", var message) => new(
            ExitCodes.NotAllowed, message, $"{SecurityExplanations.Of(refusal.Status)?.Advice}\nGive another --user, and its password in IGW_PASSWORD."),
        ("BadServerNotConnected" or "BadCommunicationError" or "BadTimeout" or "BadConnectionRejected"
            or "BadTcpInternalError" or "BadNotConnected" or "BadConnectionClosed" or "BadRequestTimeout"
            or "BadTcpEndpointUrlInvalid", var message) => new(
            ExitCodes.Unreachable, message, "Is the server running, and are host and port right?"),
        ("BadNodeIdUnknown" or "BadNodeIdInvalid", var message) => new(ExitCodes.NotFound, message),
        ("BadSecurityPolicyRejected" or "BadSecurityModeRejected", var message) => new(
            ExitCodes.Usage, message, "`igw endpoints URL` shows what the server offers; choose with --security and --mode."),
        var (_, message) => new(ExitCodes.Failure, message),
    };
}
