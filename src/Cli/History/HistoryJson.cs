using IndustrialGateway.Cli.Output;
using IndustrialGateway.V1;

namespace IndustrialGateway.Cli.History;

/// <summary>One object per sample; a gap has a member <c>event</c>.</summary>
internal sealed class HistoryJson : IHistoryOutput
{
    private readonly JsonLines _lines = JsonLines.ToStandardOutput();

    public void Show(ListSamplesResponse page, int count)
    {
        foreach (var gap in page.Gaps)
        {
            _lines.Write(gap, static (json, gap) =>
            {
                json.WriteString("event", "gap");
                json.WriteString("from", Texts.Iso(gap.From));
                json.WriteString("to", Texts.Iso(gap.To));
                json.WriteString("reason", gap.Reason.ToString());
                json.WriteNumber("sampleCount", gap.SampleCount);
                GapsCommand.WriteFilled(json, gap);
            });
        }

        for (var index = 0; index < count; index++)
        {
            _lines.Write(page.Samples[index], SampleJson.Write);
        }

        _lines.Flush();
    }

    public void Dispose() => _lines.Dispose();
}
