using IndustrialGateway.OpcUa.Client.Recovery;

namespace IndustrialGateway.OpcUa.Tests.Client.Recovery;

public sealed class RecoveryLadderTests
{
    public static TheoryData<string> States => [.. Enum.GetNames<RecoveryState>()];

    [Theory]
    [MemberData(nameof(States))]
    public void Whatever_fails_leads_to_another_attempt_and_from_there_to_life(string name)
    {
        var state = Enum.Parse<RecoveryState>(name);
        state = state == RecoveryState.Waiting ? state : RecoveryLadder.Next(state, RecoveryOutcome.Lost);
        Assert.Equal(RecoveryState.Waiting, state);

        for (var steps = 0; state != RecoveryState.Live; steps++)
        {
            state = RecoveryLadder.Next(state, RecoveryOutcome.Done);
            Assert.InRange(steps, 0, 8);
        }
    }

    [Fact]
    public void What_the_server_refuses_leads_to_the_next_rung()
    {
        Assert.Equal(RecoveryState.Opening, RecoveryLadder.Next(RecoveryState.Reactivating, RecoveryOutcome.Refused));
        Assert.Equal(RecoveryState.Recreating, RecoveryLadder.Next(RecoveryState.Transferring, RecoveryOutcome.Refused));
    }

    [Fact]
    public void Nothing_newer_is_taken_before_what_was_missed_has_been_asked_for()
    {
        Assert.Equal(RecoveryState.Republishing, RecoveryLadder.Next(RecoveryState.Reactivating, RecoveryOutcome.Done));
        Assert.Equal(RecoveryState.Republishing, RecoveryLadder.Next(RecoveryState.Transferring, RecoveryOutcome.Done));
    }
}
