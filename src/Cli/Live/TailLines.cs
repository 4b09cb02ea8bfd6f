using IndustrialGateway.Cli.Output;
using IndustrialGateway.Client;
using IndustrialGateway.Client.Subscriptions;
using IndustrialGateway.Model;

namespace IndustrialGateway.Cli.Live;

/// <summary>One line per value; what is not Good is red on a terminal, and what befalls the stream goes to standard error.</summary>
internal sealed class TailLines : ITailOutput
{
    private const int ValueWidth = 16;

    private readonly StreamWriter _output = StandardOutput.OpenText();
    private readonly bool _colour =
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private int _nameWidth = 24;

    public void Show(LiveBatch batch, int count)
    {
        if (batch.Resumed)
        {
            Console.Error.WriteLine("igw: connected again; these are the current values");
        }

        if (batch.Dropped > 0)
        {
            Console.Error.WriteLine($"igw: too slow: {batch.Dropped:N0} updates were dropped");
        }

        for (var index = 0; index < count; index++)
        {
            WriteLine(batch.Samples[index]);
        }

        _output.Flush();
    }

    public void Interrupted(IndustrialGatewayException failure, TimeSpan wait) =>
        Console.Error.WriteLine($"igw: {failure.Message} Trying again in {wait.TotalSeconds:0.0} s.");

    public void Dispose()
    {
        try
        {
            _output.Dispose();
        }
        catch (IOException failure) when (BrokenPipe.Is(failure))
        {
            // The reader has gone; so has what it would not read.
        }
    }

    private void WriteLine(in LiveSample sample)
    {
        _nameWidth = Math.Max(_nameWidth, sample.Point.Name.Length);
        var bad = !Quality.IsGood(sample.Status);
        _output.Write(Texts.Local(sample.SourceTicks));
        _output.Write("  ");
        _output.Write(sample.Point.Name.PadRight(_nameWidth));
        _output.Write("  ");
        var text = sample.Point.EnumTexts.Find(sample.Value);
        _output.Write((text is null ? sample.Value.ToString() : $"{text} ({sample.Value})").PadLeft(ValueWidth));
        _output.Write(sample.Point.Unit.Length > 0 ? $" {sample.Point.Unit}" : "");
        _output.Write(bad ? Marked($"  {Texts.Status(sample.Status)}") : "");
        _output.Write('\n');
    }

    private string Marked(string text) => _colour ? $"\e[31m{text}\e[0m" : text;
}
