using IndustrialGateway.Cli.Output;
using IndustrialGateway.Client;
using IndustrialGateway.V1;

namespace IndustrialGateway.Cli.History;

/// <summary>One line per sample, printed page by page: a history may be longer than memory.</summary>
internal sealed class HistoryLines : IHistoryOutput
{
    private const int ValueWidth = 24;

    private readonly StreamWriter _output = StandardOutput.OpenText();
    private long _count;

    public void Show(ListSamplesResponse page, int count)
    {
        foreach (var gap in page.Gaps)
        {
            _output.Write($"{Texts.Local(gap.From)}  gap until {Texts.Local(gap.To)}: {gap.Reason}");
            _output.Write(gap.SampleCount > 0 ? $", {gap.SampleCount:N0} samples" : "");
            _output.Write(gap.FilledTime is null ? "\n" : $", filled with {gap.FilledCount:N0} samples\n");
        }

        for (var index = 0; index < count; index++)
        {
            var sample = page.Samples[index];
            var value = sample.Value.ToModel().ToString();
            _output.Write($"{Texts.Local(sample.SourceTime)}  {value,ValueWidth}  {Texts.Status(sample.StatusCode)}{(sample.Filled ? "  filled" : "")}\n");
        }

        _count += count;
        _output.Flush();
    }

    public void Dispose()
    {
        _output.Dispose();
        Console.Error.WriteLine($"{_count:N0} samples");
    }
}
