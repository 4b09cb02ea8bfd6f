using IndustrialGateway.OpcUa.Client.Redundancy;

namespace IndustrialGateway.Edge.Sources.OpcUa;

public sealed class RedundancyReportTests
{
    private static readonly RedundantServer First = new(new Uri("opc.tcp://a:4840")) { IsActive = true, IsReachable = true, ServiceLevel = 255 };
    private static readonly RedundantServer Second = new(new Uri("opc.tcp://b:4840")) { IsReachable = true, ServiceLevel = 255 };

    [Fact]
    public void A_machine_that_is_alone_says_nothing_of_others()
    {
        Assert.Equal("", RedundancyReport.Detail([]));
        Assert.Empty(RedundancyReport.Warnings([]));
    }

    [Fact]
    public void A_sound_set_has_no_warnings() => Assert.Empty(RedundancyReport.Warnings([First, Second, Second with { IsReachable = null }]));

    [Fact]
    public void It_is_told_when_nobody_could_take_over_and_when_what_is_read_is_not_healthy()
    {
        var warnings = RedundancyReport.Warnings([First with { ServiceLevel = 100 }, Second with { IsReachable = false }]).ToList();

        Assert.Equal(2, warnings.Count);
        Assert.Contains("opc.tcp://a:4840/ is read although its service level is 100, degraded", warnings[0], StringComparison.Ordinal);
        Assert.Contains("opc.tcp://b:4840/ stands by and cannot be used", warnings[1], StringComparison.Ordinal);
    }
}
