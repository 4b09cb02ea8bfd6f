using System.CommandLine;
using IndustrialGateway.Cli.Machines;

namespace IndustrialGateway.Cli.Capture;

/// <summary><c>igw capture</c>: what igw, or another client through igw, says to an OPC UA server, as a file for Wireshark.</summary>
internal static class CaptureCommand
{
    private static readonly TimeSpan MaxDuration = TimeSpan.FromDays(1);

    public static Command Create(TimeProvider time)
    {
        var machine = new MachineOptions();
        var output = new Option<FileInfo>("--output", "-o")
        {
            Description = "The capture (pcapng); overwritten. Else capture.pcapng.",
            DefaultValueFactory = _ => new FileInfo("capture.pcapng"),
            HelpName = "FILE",
        };
        var keyLog = new Option<FileInfo?>("--key-log")
        {
            Description = "Write the keys to this file too, for Wireshark 4.4 (preference opcua.debug_file). The capture has them in any case.",
            HelpName = "FILE",
        };
        var nodes = new Option<string[]>("--node", "-n")
        {
            Description = "Variables to subscribe to, e.g. nsu=urn:maker:press;s=Speed; else the server's time.",
            HelpName = "NODE",
            AllowMultipleArgumentsPerToken = true,
        };
        var seconds = new Option<double>("--seconds", "-s")
        {
            Description = "How long to listen to the variables; with --listen, how long to wait for clients.",
            DefaultValueFactory = _ => 10,
        };
        var listen = new Option<int?>("--listen", "-l")
        {
            Description = "Capture another client: it connects to opc.tcp://127.0.0.1:PORT and reaches the server. Its own key log has its keys.",
            HelpName = "PORT",
        };
        var command = new Command("capture", "Capture an OPC UA connection for Wireshark, with the keys to read it.");
        machine.AddTo(command);
        command.Add(output);
        command.Add(keyLog);
        command.Add(nodes);
        command.Add(seconds);
        command.Add(listen);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var duration = Duration(parsed.GetRequiredValue(seconds));
            var run = new CaptureRun(parsed.GetRequiredValue(output).FullName, duration, time);
            var options = await machine.ReadAsync(parsed, cancellationToken);
            return parsed.GetValue(listen) is { } port
                ? await run.ListenAsync(options.EndpointUrl, port, cancellationToken)
                : await run.VisitAsync(options, parsed.GetValue(nodes) ?? [], parsed.GetValue(keyLog)?.FullName, cancellationToken);
        });
        return command;
    }

    private static TimeSpan Duration(double seconds) => seconds > 0 && seconds <= MaxDuration.TotalSeconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new CliException(ExitCodes.Usage, $"{seconds} seconds are not within 0 to {MaxDuration.TotalSeconds}.");
}
