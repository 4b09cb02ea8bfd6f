using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink.Paths;

/// <summary>Which connection of a path bears what.</summary>
public sealed class StrandsTests
{
    [Fact]
    public void One_mark_for_all_is_one_connection()
    {
        var strands = new Strands(new DscpMarks(all: 34));
        strands.Opened(0);

        Assert.Equal((1, 34), (strands.Count, strands.PointOf(0)));
        Assert.Equal(0, strands.CarrierOf(Log.Diagnostic, isLate: true));
    }

    [Fact]
    public void What_belongs_to_a_connection_that_is_not_open_goes_by_the_first_that_is()
    {
        var strands = new Strands(new DscpMarks(Alarm: 46, Process: 34, Diagnostic: 46, Backlog: 8));
        var changes = 0;
        strands.Changed += () => changes++;

        Assert.Equal([46, 34, 8], Enumerable.Range(0, strands.Count).Select(strands.PointOf));
        strands.Opened(0);
        Assert.Equal([0, 0, 0, 0], Carriers());
        strands.Opened(1);
        strands.Opened(2);
        Assert.Equal([0, 1, 0, 2], Carriers());
        strands.Closed(0);
        Assert.Equal([1, 1, 1, 2], Carriers());
        strands.Closed(1);
        Assert.Equal([2, 2, 2, 2], Carriers());
        Assert.Equal((5, true), (changes, strands.IsOpen));
        strands.Closed(2);
        Assert.False(strands.IsOpen);

        int[] Carriers() =>
        [
            strands.CarrierOf(Log.Alarm, isLate: false),
            strands.CarrierOf(Log.Process, isLate: false),
            strands.CarrierOf(Log.Diagnostic, isLate: false),
            strands.CarrierOf(Log.Process, isLate: true),
        ];
    }
}
