using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace IndustrialGateway.Cli.Output;

/// <summary>Writes one JSON object per line to a stream; what is written stays here until it is flushed.</summary>
internal sealed class JsonLines(Stream output) : IDisposable
{
    private const int FlushBytes = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _lines = new();

    // Names of points are often Chinese: readable on a terminal, and no HTML is near.
    private readonly Utf8JsonWriter _json = new(
        Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static JsonLines ToStandardOutput() => new(StandardOutput.Open());

    public void Write<T>(T item, Action<Utf8JsonWriter, T> fields)
    {
        _json.Reset(_lines);
        _json.WriteStartObject();
        fields(_json, item);
        _json.WriteEndObject();
        _json.Flush();
        _lines.Write("\n"u8);
        if (_lines.WrittenCount >= FlushBytes)
        {
            Flush();
        }
    }

    public void Flush()
    {
        output.Write(_lines.WrittenSpan);
        output.Flush();
        _lines.ResetWrittenCount();
    }

    public void Dispose()
    {
        _json.Dispose();
        output.Dispose();
    }
}
