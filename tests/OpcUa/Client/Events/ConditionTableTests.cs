using CsCheck;
using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Client.Events;

public sealed class ConditionTableTests
{
    private readonly ConditionTable _table = new();

    [Fact]
    public void A_condition_is_there_in_its_latest_state_until_it_need_not_be_retained()
    {
        Assert.Equal(ConditionChange.Present, _table.Take(Some.Read(Some.Condition(1, retain: true, severity: 100))));
        Assert.Equal(ConditionChange.Present, _table.Take(Some.Read(Some.Condition(1, retain: true, severity: 900))));
        Assert.Equal(900, Assert.Single(_table.Present).Severity);

        Assert.Equal(ConditionChange.Gone, _table.Take(Some.Read(Some.Condition(1, retain: false))));
        Assert.Empty(_table.Present);
    }

    [Fact]
    public void A_branch_is_there_beside_its_condition()
    {
        var branch = Some.Event(
            EventTypes.AlarmCondition,
            ("ConditionId", Variant.Of(new NodeId(1, 1))),
            ("BranchId", Variant.Of(new NodeId(9, 1))),
            ("Retain", Variant.Of(true)));

        _table.Take(Some.Read(Some.Condition(1, retain: true)));
        _table.Take(Some.Read(branch));

        Assert.Equal(2, _table.Present.Count);
    }

    [Fact]
    public void An_event_of_no_condition_changes_nothing() =>
        Assert.Equal(ConditionChange.None, _table.Take(Some.Read(Some.Event(EventTypes.BaseEvent))));

    [Fact]
    public void A_refresh_that_was_in_doubt_sweeps_nothing_away()
    {
        _table.Take(Some.Read(Some.Condition(1, retain: true)));
        _table.Begin();
        _table.Doubt();

        Assert.Empty(_table.End());
        Assert.Single(_table.Present);
    }

    [Fact]
    public void A_full_table_refuses_new_conditions_and_counts_them()
    {
        var small = new ConditionTable(capacity: 1);
        small.Take(Some.Read(Some.Condition(1, retain: true)));

        Assert.Equal(ConditionChange.Refused, small.Take(Some.Read(Some.Condition(2, retain: true))));
        Assert.Equal(ConditionChange.Present, small.Take(Some.Read(Some.Condition(1, retain: true))));
        Assert.Equal(1, small.Refused);
    }

    [Fact]
    public void After_a_whole_refresh_exactly_those_are_there_that_the_server_has()
    {
        var change = Gen.Select(Gen.UInt[0, 9], Gen.Bool);
        Gen.Select(Gen.UInt[0, 9].HashSet[0, 10], Gen.UInt[0, 9].HashSet[0, 10], change.List[0, 10]).Sample((before, atServer, during) =>
        {
            var table = new ConditionTable();
            foreach (var id in before)
            {
                table.Take(Some.Read(Some.Condition(id, retain: true)));
            }

            var expected = atServer.ToHashSet();
            table.Begin();
            foreach (var id in atServer)
            {
                table.Take(Some.Read(Some.Condition(id, retain: true)));
            }

            foreach (var (id, retain) in during)
            {
                table.Take(Some.Read(Some.Condition(id, retain)));
                _ = retain ? expected.Add(id) : expected.Remove(id);
            }

            table.End();

            return expected.SetEquals(table.Present.Select(present => present.ConditionId!.Value.Numeric));
        });
    }
}
