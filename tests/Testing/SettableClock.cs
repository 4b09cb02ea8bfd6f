using System.Globalization;

namespace IndustrialGateway.Testing;

/// <summary>The time of day of the programs that are started with it, set while they run (libfaketime); what they measure is not touched.</summary>
public sealed class SettableClock : IDisposable
{
    private const string Library = "libfaketimeMT.so.1";

    private readonly TestFolder _folder = new();

    public SettableClock() => Set(TimeSpan.Zero);

    /// <summary>What to start a program with.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Directory.EnumerateDirectories("/usr/lib").Select(folder => Path.Combine(folder, "faketime", Library)).First(File.Exists),
        ["FAKETIME_TIMESTAMP_FILE"] = _folder["clock"],
        ["FAKETIME_NO_CACHE"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
    };

    /// <summary>Sets it so far ahead of the true time; negative = behind.</summary>
    public void Set(TimeSpan lead)
    {
        var seconds = ((long)lead.TotalSeconds).ToString("+0;-0;+0", CultureInfo.InvariantCulture);
        File.WriteAllText(_folder["next"], seconds + "\n");
        File.Move(_folder["next"], _folder["clock"], overwrite: true);
    }

    public void Dispose() => _folder.Dispose();
}
