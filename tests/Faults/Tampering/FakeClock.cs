using System.Globalization;
using System.Runtime.InteropServices;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Faults.Tampering;

/// <summary>The wall clock of a program, which can be set while it runs (libfaketime); what it measures time with goes on as it did.</summary>
internal sealed class FakeClock
{
    private readonly string _file;

    public FakeClock(TestFolder folder)
    {
        _file = folder["clock"];
        Set(TimeSpan.Zero);
    }

    /// <summary>Starts a program with this clock.</summary>
    public IReadOnlyList<string> Launcher =>
    [
        "env", $"LD_PRELOAD={Library()}", $"FAKETIME_TIMESTAMP_FILE={_file}", "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1",
    ];

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
        return File.Exists(file) ? file : throw new InvalidOperationException("This row needs libfaketime: apt-get install faketime");
    }
}
