using System.Globalization;
using System.Runtime.InteropServices;

namespace IndustrialGateway.Testing;

/// <summary>The wall clock of a program, which can be set while it runs (libfaketime); what it measures time with goes on as it did.</summary>
public sealed class FakeClock
{
    private readonly string _file;

    /// <param name="folder">For its file.</param>
    /// <param name="name">Of the file: one to each clock in a folder.</param>
    public FakeClock(TestFolder folder, string name = "clock")
    {
        ArgumentNullException.ThrowIfNull(folder);
        _file = folder[name];
        Set(TimeSpan.Zero);
    }

    /// <summary>What makes a program go by this clock.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Library(),
        ["FAKETIME_TIMESTAMP_FILE"] = _file,
        ["FAKETIME_NO_CACHE"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
    };

    /// <summary>Starts a program with this clock.</summary>
    public IReadOnlyList<string> Launcher => ["env", .. Environment.Select(variable => $"{variable.Key}={variable.Value}")];

    /// <summary>So far from the machine's own clock, from the next look at it on.</summary>
    public void Set(TimeSpan off)
    {
        // In one step: the program looks at any moment.
        File.WriteAllText(_file + ".new", string.Create(CultureInfo.InvariantCulture, $"{(off < TimeSpan.Zero ? "" : "+")}{off.TotalSeconds:0}\n"));
        File.Move(_file + ".new", _file, overwrite: true);
    }

    private static string Library()
    {
        var architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64";
        var file = $"/usr/lib/{architecture}-linux-gnu/faketime/libfaketime.so.1";
        return File.Exists(file) ? file : throw new InvalidOperationException("This test needs libfaketime: apt-get install faketime");
    }
}
