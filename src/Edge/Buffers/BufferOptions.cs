using IndustrialGateway.Configuration;
using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Buffers;

/// <summary>How much the gateway keeps while the platform is out of reach, of each class of data apart.</summary>
internal sealed record BufferOptions
{
    private const long Least = 16L << 20;

    /// <summary>Of measurements.</summary>
    public LogOptions Process { get; init; } = new() { MaxBytes = 10L << 30 };

    /// <summary>Of alarms and events.</summary>
    public LogOptions Alarm { get; init; } = new() { MaxBytes = 1L << 30, SegmentBytes = 16 << 20 };

    /// <summary>Of the gateway's own figures and of points that only help to find faults.</summary>
    public LogOptions Diagnostic { get; init; } = new() { MaxBytes = 256L << 20, SegmentBytes = 16 << 20 };

    /// <summary>What stays free of the file system for others: below it the oldest data goes, of the least urgent class first. 0 to 16 TiB.</summary>
    public long MinFree { get; init; } = 256L << 20;

    /// <summary>All together.</summary>
    public long MaxBytes => Process.MaxBytes + Alarm.MaxBytes + Diagnostic.MaxBytes;

    public LogOptions Of(DataClass of) => of switch
    {
        DataClass.Alarm => Alarm,
        DataClass.Diagnostic => Diagnostic,
        _ => Process,
    };

    public static BufferOptions Read(Section section)
    {
        var defaults = new BufferOptions();
        var options = new BufferOptions
        {
            Process = LogOptions.Read(section, defaults.Process, Least),
            Alarm = ReadLog(section.Child("alarm"), defaults.Alarm),
            Diagnostic = ReadLog(section.Child("diagnostic"), defaults.Diagnostic),
            MinFree = section.Bytes("minFree", defaults.MinFree, 0, 16L << 40),
        };
        section.End();
        return options;
    }

    private static LogOptions ReadLog(Section section, LogOptions defaults)
    {
        var options = LogOptions.Read(section, defaults, Least);
        section.End();
        return options;
    }
}
