using IndustrialGateway.Buffering;

namespace IndustrialGateway.Faults;

/// <summary>How many samples the platform has acknowledged to a gateway, as the files of its buffer say; they are a second old at most.</summary>
internal static class AcknowledgedSamples
{
    private static readonly string[] Logs = ["alarm", "process", "diagnostic"];

    public static long Count(string buffer) => Logs.Sum(log =>
    {
        using var view = BufferView.Open(Path.Combine(buffer, log));
        return view.Figures.AcknowledgedSamples;
    });
}
