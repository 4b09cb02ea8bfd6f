using IndustrialGateway.Cli.Output;
using IndustrialGateway.Client;
using IndustrialGateway.Client.Subscriptions;

namespace IndustrialGateway.Cli.Live;

/// <summary>One object per value; what befalls the stream itself has a member <c>event</c>.</summary>
internal sealed class TailJson : ITailOutput
{
    private readonly JsonLines _lines = JsonLines.ToStandardOutput();

    public void Show(LiveBatch batch, int count)
    {
        if (batch.Resumed)
        {
            _lines.Write(batch, static (json, _) => json.WriteString("event", "resumed"));
        }

        if (batch.Dropped > 0)
        {
            _lines.Write(batch.Dropped, static (json, dropped) =>
            {
                json.WriteString("event", "dropped");
                json.WriteNumber("count", dropped);
            });
        }

        for (var index = 0; index < count; index++)
        {
            _lines.Write(batch.Samples[index], static (json, sample) =>
            {
                json.WriteString("point", sample.Point.Name);
                SampleJson.Write(json, sample);
            });
        }

        _lines.Flush();
    }

    public void Interrupted(IndustrialGatewayException failure, TimeSpan wait)
    {
        _lines.Write((failure, wait), static (json, what) =>
        {
            json.WriteString("event", "interrupted");
            json.WriteString("message", what.failure.Message);
            json.WriteNumber("retrySeconds", Math.Round(what.wait.TotalSeconds, 3));
        });
        _lines.Flush();
    }

    public void Dispose() => _lines.Dispose();
}
