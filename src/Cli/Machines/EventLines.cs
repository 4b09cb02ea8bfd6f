using System.Text.Json;
using IndustrialGateway.Cli.Output;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Events;

namespace IndustrialGateway.Cli.Machines;

/// <summary>Events as they are printed: one line each, with all that acknowledging them asks for; for programs every field.</summary>
internal sealed class EventLines(UaSession session, bool asJson) : IDisposable
{
    private const int NameWidth = 16;

    private readonly StreamWriter _text = StandardOutput.OpenText();
    private readonly JsonLines _json = JsonLines.ToStandardOutput();
    private readonly MachineValues _values = new(session);

    /// <summary>Prints at once: the next may be long in coming.</summary>
    public void Show(UaEvent happened)
    {
        if (asJson)
        {
            _json.Write(happened, WriteFields);
            _json.Flush();
            return;
        }

        var time = happened.Time.IsNull ? "" : Texts.Local(happened.Time.Ticks);
        _text.WriteLine($"{time}  {happened.Severity,4}  {Plain(happened.SourceName).PadRight(NameWidth)}  {Plain(happened.Message.Text)}{State(happened)}");
        if (happened.ConditionId is { } condition)
        {
            _text.WriteLine($"    {Convert.ToHexString(happened.EventId)} --condition {session.Namespaces.Format(condition)}");
        }

        _text.Flush();
    }

    public void Dispose()
    {
        try
        {
            _text.Dispose();
            _json.Dispose();
        }
        catch (IOException failure) when (BrokenPipe.Is(failure))
        {
            // The reader has gone; so has what it would not read.
        }
    }

    // A machine's words must not look like lines of igw, nor steer the terminal.
    private static string Plain(string? text) => string.Concat((text ?? "").Select(letter => char.IsControl(letter) ? ' ' : letter));

    private static string State(UaEvent happened)
    {
        string?[] words =
        [
            happened.IsActive switch { true => "active", false => "inactive", null => null },
            happened.IsAcked switch { true => "acknowledged", false => "unacknowledged", null => null },
            happened.IsConfirmed switch { true => "confirmed", false => "unconfirmed", null => null },
        ];
        var state = string.Join(", ", words.OfType<string>());
        return state.Length > 0 ? $"  [{state}]" : "";
    }

    private void WriteFields(Utf8JsonWriter json, UaEvent happened)
    {
        foreach (var (name, value) in happened.Fields)
        {
            if (name == "EventId")
            {
                json.WriteString(name, Convert.ToHexString(happened.EventId)); // as `igw machine acknowledge` takes it
                continue;
            }

            json.WritePropertyName(name);
            _values.Write(json, value);
        }
    }
}
