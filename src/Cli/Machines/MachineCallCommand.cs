using System.CommandLine;
using IndustrialGateway.Cli.Output;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Commands;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary><c>igw machine call</c>: one method of one object, called once; what it gives by the names of its outputs.</summary>
internal static class MachineCallCommand
{
    public static Command Create()
    {
        var machine = new MachineOptions();
        var owner = new Argument<string>("OBJECT") { Description = "The object, e.g. nsu=urn:maker:press;s=Press." };
        var method = new Argument<string>("METHOD") { Description = "Its method, e.g. nsu=urn:maker:press;s=Press.Start." };
        var arguments = new Argument<string[]>("ARGS")
        {
            Description = "In the order of the method's input arguments: 2.5, a text, or [1, 2] for an array.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("call", "Call a method of an OPC UA server, once.");
        machine.AddTo(command);
        command.Add(owner);
        command.Add(method);
        command.Add(arguments);
        command.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await machine.ConnectAsync(parsed, cancellationToken);
            var objectId = NodeTexts.Resolve(session, parsed.GetRequiredValue(owner));
            var methodId = NodeTexts.Resolve(session, parsed.GetRequiredValue(method));
            var signature = await MethodSignature.ReadAsync(session, methodId, cancellationToken);
            var inputs = await signature.ParseAsync(session, parsed.GetValue(arguments) ?? [], cancellationToken);
            var result = await CommandRefusals.OnceAsync(session.CallAsync(objectId, methodId, inputs, cancellationToken));
            if (result.Status.IsBad)
            {
                throw CommandRefusals.Explain("The call", result.Status, Details(signature, result));
            }

            await PrintAsync(session, await OutputsAsync(session, signature, result, cancellationToken), result.Status, parsed.GetValue(json));
            return ExitCodes.Success;
        });
        return command;
    }

    private static string Details(MethodSignature signature, CallMethodResult result) => string.Join('\n', signature.Inputs
        .Zip(result.InputArgumentResults)
        .Where(input => input.Second.IsBad)
        .Select(input => $"{input.First.Name}: {input.Second}"));

    /// <summary>A server may give more than it declares: what has no name has its number.</summary>
    private static async Task<List<Output>> OutputsAsync(
        UaSession session, MethodSignature signature, CallMethodResult result, CancellationToken cancellationToken)
    {
        var outputs = new List<Output>();
        for (var i = 0; i < result.OutputArguments.Length; i++)
        {
            var declared = i < signature.Outputs.Count ? signature.Outputs[i] : null;
            outputs.Add(new Output(
                declared?.Name ?? $"output{i + 1}",
                await session.DataTypes.DecodeAsync(result.OutputArguments[i], cancellationToken),
                declared is null ? null : await session.DataTypes.FindAsync(declared.DataType, cancellationToken)));
        }

        return outputs;
    }

    private static async Task PrintAsync(UaSession session, List<Output> outputs, StatusCode status, bool asJson)
    {
        var values = new MachineValues(session);
        if (!asJson)
        {
            foreach (var output in outputs)
            {
                await Console.Out.WriteLineAsync($"{output.Name} = {values.Text(output.Value, output.Type)} ({MachineValues.TypeName(output.Value, output.Type)})");
            }

            await Console.Error.WriteLineAsync(status.ToString());
            return;
        }

        using var lines = JsonLines.ToStandardOutput();
        lines.Write(outputs, (json, all) =>
        {
            json.WriteString("status", status.ToString());
            json.WriteStartObject("outputs");
            foreach (var output in all)
            {
                json.WritePropertyName(output.Name);
                values.Write(json, output.Value, output.Type);
            }

            json.WriteEndObject();
        });
        lines.Flush();
    }

    private sealed record Output(string Name, Variant Value, DataTypeDescription? Type);
}
