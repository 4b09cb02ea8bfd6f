using System.CommandLine;
using System.Globalization;
using IndustrialGateway.Buffering;
using IndustrialGateway.Cli.Output;

namespace IndustrialGateway.Cli.Buffers;

/// <summary><c>igw buffer stat</c>: the figures of each log.</summary>
internal static class BufferStat
{
    private static readonly Listing<(string Log, BufferViewFigures Figures)> Logs = new(
        ["log", ">waiting records", ">samples", ">MiB", ">of MiB", ">full", "oldest", "would be full", ">stored samples", ">dropped", ">damaged records"],
        log =>
        [
            log.Log,
            $"{log.Figures.PendingRecords:N0}",
            $"{log.Figures.PendingSamples:N0}",
            MiB(log.Figures.PendingBytes),
            log.Figures.MaxBytes is { } most ? MiB(most) : "",
            Percent(log.Figures) is { } percent ? $"{percent:F1} %" : "",
            log.Figures.OldestAppendTime?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "",
            SecondsToFull(log.Figures) is { } seconds ? "in " + Span(TimeSpan.FromSeconds(seconds)) : "",
            $"{log.Figures.AcknowledgedSamples:N0}",
            $"{log.Figures.EvictedSamples + log.Figures.ExpiredSamples + log.Figures.ShedSamples:N0}",
            $"{log.Figures.DamagedRecords:N0}",
        ],
        (json, log) =>
        {
            var figures = log.Figures;
            json.WriteString("log", log.Log);
            json.WriteNumber("records", figures.PendingRecords);
            json.WriteNumber("samples", figures.PendingSamples);
            json.WriteNumber("pendingBytes", figures.PendingBytes);
            json.WriteNumber("diskBytes", figures.Bytes);
            WriteIfKnown("maxBytes", figures.MaxBytes);
            WriteIfKnown("fillPercent", Percent(figures));
            WriteIfKnown("secondsToFullWithoutPlatform", SecondsToFull(figures));
            json.WriteString("oldestAppendTime", figures.OldestAppendTime?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("newestAppendTime", figures.NewestAppendTime?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            json.WriteNumber("acknowledgedRecords", figures.AcknowledgedRecords);
            json.WriteNumber("acknowledgedSamples", figures.AcknowledgedSamples);
            json.WriteNumber("evictedSamples", figures.EvictedSamples);
            json.WriteNumber("expiredSamples", figures.ExpiredSamples);
            json.WriteNumber("shedSamples", figures.ShedSamples);
            json.WriteNumber("damagedRecords", figures.DamagedRecords);

            void WriteIfKnown(string name, double? number)
            {
                if (number is { } known)
                {
                    json.WriteNumber(name, known);
                }
            }
        },
        "logs");

    public static Command Create()
    {
        var folder = BufferCommand.Folder();
        var json = new Option<bool>("--json") { Description = "One JSON object per line instead of a table." };
        var command = new Command("stat", "Show how much waits in each log, what became of the rest, and how long there will be room.") { folder, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var buffer = new BufferFolder(parsed.GetRequiredValue(folder));
            await Logs.PrintAsync(Figures(buffer).ToAsyncEnumerable(), parsed.GetValue(json), cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }

    private static IEnumerable<(string Log, BufferViewFigures Figures)> Figures(BufferFolder buffer)
    {
        foreach (var name in BufferFolder.Logs)
        {
            using var view = buffer.Open(name);
            yield return (name, view.Figures);
        }
    }

    private static double? Percent(BufferViewFigures figures) =>
        figures.MaxBytes is { } most ? 100.0 * figures.PendingBytes / most : null;

    /// <summary>If nothing were taken away from now on and it came as fast as what is there.</summary>
    private static double? SecondsToFull(BufferViewFigures figures) => figures is { MaxBytes: { } most, BytesPerSecond: > 0 and var speed }
        ? Math.Max(0, most - figures.PendingBytes) / speed
        : null;

    private static string MiB(long bytes) => $"{bytes / (double)(1 << 20):N1}";

    private static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 365 } => "more than a year",
        { TotalDays: >= 2 } => $"{span.TotalDays:F0} d",
        { TotalHours: >= 2 } => $"{span.TotalHours:F0} h",
        _ => $"{Math.Ceiling(span.TotalMinutes):F0} min",
    };
}
