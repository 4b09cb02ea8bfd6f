using System.CommandLine;
using IndustrialGateway.Cli.History;
using IndustrialGateway.Cli.Output;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.History;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary><c>igw machine history</c>: what an OPC UA server has stored of a variable, oldest first, printed page by page.</summary>
internal static class MachineHistoryCommand
{
    private const int ValueWidth = 24;

    public static Command Create(TimeProvider time)
    {
        var machine = new MachineOptions();
        var range = new TimeRange(time);
        var node = new Argument<string>("NODE") { Description = "The variable, e.g. nsu=urn:maker:press;s=Speed." };
        var max = new Option<long?>("--max", "-m") { Description = "At most so many values, the oldest ones." };
        var json = new Option<bool>("--json") { Description = "One JSON object per line instead of text." };
        var command = new Command("history", "Read what an OPC UA server has stored of a variable.");
        machine.AddTo(command);
        command.Add(node);
        range.AddTo(command);
        command.Add(max);
        command.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (from, to) = range.Read(parsed);
            var left = parsed.GetValue(max) ?? long.MaxValue;
            if (left <= 0)
            {
                throw new CliException(ExitCodes.Usage, $"--max {left} asks for nothing.");
            }

            await using var session = await machine.ConnectAsync(parsed, cancellationToken);
            var id = NodeTexts.Resolve(session, parsed.GetRequiredValue(node));
            var options = new HistoryOptions();
            var reader = new HistoryReader(session, options with { ValuesPerPage = (uint)Math.Min(left, options.ValuesPerPage) });
            var pages = reader.ReadRawAsync(id, UaDateTime.From(from), UaDateTime.From(to), cancellationToken);
            var count = await PrintAsync(session, pages, left, parsed.GetValue(json), cancellationToken);
            await Console.Error.WriteLineAsync($"{count:N0} values");
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<long> PrintAsync(
        UaSession session, IAsyncEnumerable<IReadOnlyList<DataValue>> pages, long max, bool asJson, CancellationToken cancellationToken)
    {
        using var lines = JsonLines.ToStandardOutput();
        await using var text = StandardOutput.OpenText();
        var values = new MachineValues(session);
        long count = 0;
        await foreach (var page in pages)
        {
            foreach (var stored in page.Take((int)Math.Min(page.Count, max - count)))
            {
                var value = stored with { Value = await session.DataTypes.DecodeAsync(stored.Value, cancellationToken) };
                if (asJson)
                {
                    lines.Write(value, (json, value) => values.WriteFields(json, value));
                }
                else
                {
                    await text.WriteLineAsync($"{Texts.Local(TimeOf(value).Ticks)}  {values.Text(value.Value),ValueWidth}  {value.Status}");
                }

                count++;
            }

            lines.Flush();
            await text.FlushAsync(cancellationToken);
            if (count >= max)
            {
                break;
            }
        }

        return count;
    }

    private static UaDateTime TimeOf(in DataValue value) => value.SourceTimestamp.IsNull ? value.ServerTimestamp : value.SourceTimestamp;
}
