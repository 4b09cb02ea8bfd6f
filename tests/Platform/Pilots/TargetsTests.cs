using IndustrialGateway.Configuration;
using IndustrialGateway.Platform.Pilots;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Platform.Tests.Pilots;

public sealed class TargetsTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ConfigurationErrors _errors = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_names_everything_is_read()
    {
        var targets = Read("""
            timelyWithin: 500ms
            indicators:
              completeness: 0.999
              latency-p99: 1s
              calls: 1000
            pilots:
              enterprise-retrofit: { target: 0.8, due: 2026-12-31 }
              industrial-app: { target: 3 }
            """);

        Assert.Empty(_errors.All);
        Assert.Equal(TimeSpan.FromMilliseconds(500), targets.TimelyWithin);
        Assert.Equal(0.999, targets.Indicators["completeness"]);
        Assert.Equal(1, targets.Indicators["latency-p99"]);
        Assert.Equal(1000, targets.Indicators["calls"]);
        Assert.Equal(new PilotTarget(0.8, new DateOnly(2026, 12, 31)), targets.Retrofit);
        Assert.Equal(new PilotTarget(3, Due: null), targets.App);
    }

    [Fact]
    public void What_is_not_named_has_no_target()
    {
        var targets = Read("timelyWithin: 2s");

        Assert.Empty(targets.Indicators);
        Assert.Equal(PilotTarget.None, targets.Retrofit);
    }

    [Fact]
    public void Every_mistake_is_told_with_its_line()
    {
        Read("""
            timelyWithin: soon
            indicators:
              completeness: 1.5
              completness: 0.9
            pilots:
              enterprise-retrofit: { target: 2, due: tomorrow }
              city: 1
            """);

        Assert.Equal([1, 3, 4, 6, 6, 7], _errors.All.Select(error => error.Line).Order());
    }

    private Targets Read(string yaml)
    {
        File.WriteAllText(_folder["targets.yaml"], yaml);
        return Targets.Read(_folder["targets.yaml"], _errors);
    }
}
