using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Server;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Simulator.Machines;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Simulator;

public sealed class MachineTypesTests
{
    [Fact(Timeout = 60_000)]
    public async Task A_client_decodes_the_report_of_a_finished_cycle_and_knows_the_modes_by_their_names()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider();
        var machine = new Machine(number: 0, points: 0, seed: 1, time);
        var cycles = machine.Space[new NodeId("press-01.Cycle.Count", 2)];
        do
        {
            time.Advance(TimeSpan.FromSeconds(1));
            machine.Step(time.GetUtcNow());
        }
        while (((OpcUa.Server.Space.VariableNode)cycles).Value.Value.AsUInt64() < 3);

        await using var server = await UaServer.StartAsync(
            new UaServerOptions { Security = [(SecurityPolicy.None, MessageSecurityMode.None)] }, machine.Space, TimeProvider.System, NullLogger<UaServer>.Instance);
        await using var session = await UaSession.ConnectAsync(
            new UaClientOptions { EndpointUrl = server.Endpoint, Security = SecurityChoice.None }, cancellationToken: cancelled);
        var report = new NodeId("press-01.Cycle.Report", 2);
        var values = await session.ReadAsync([report], cancelled);
        var decoded = await session.DataTypes.DecodeAsync(values[0].Value, cancelled);
        var types = await session.ReadAsync([new ReadValueId(new NodeId("press-01.StateCode", 2), AttributeId.DataType)], cancelled);
        Assert.True(types[0].Value.TryGet(out NodeId mode));
        var modes = await session.DataTypes.FindAsync(mode, cancelled);

        var structure = (decoded.Reference as ExtensionObject)?.Structure;
        Assert.Equal(["Number", "Seconds", "Mode", "Finished"], structure?.Fields.Select(field => field.Name));
        Assert.Equal(3ul, structure!["Number"].AsUInt64());
        Assert.Equal(Enum.GetNames<MachineMode>(), modes?.Enumeration?.Fields.Select(field => field.Name));
    }
}
