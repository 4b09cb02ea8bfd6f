using System.CommandLine;
using IndustrialGateway.Cli;
using IndustrialGateway.Cli.Bench;
using IndustrialGateway.Cli.Buffers;
using IndustrialGateway.Cli.Capture;
using IndustrialGateway.Cli.Demo;
using IndustrialGateway.Cli.Gateways;
using IndustrialGateway.Cli.History;
using IndustrialGateway.Cli.Indicators;
using IndustrialGateway.Cli.Live;
using IndustrialGateway.Cli.Machines;
using IndustrialGateway.Cli.Points;
using IndustrialGateway.Cli.Trust;

var root = new RootCommand("The industrial gateway from the command line: the platform's data, and OPC UA servers.")
{
    PointsCommand.Create(),
    ReadCommand.Create(),
    TailCommand.Create(),
    HistoryCommand.Create(TimeProvider.System),
    GapsCommand.Create(TimeProvider.System),
    GatewaysCommand.Create(),
    IndicatorsCommand.Create(),
    EndpointsCommand.Create(),
    BrowseCommand.Create(),
    MachineCommand.Create(TimeProvider.System),
    BufferCommand.Create(),
    TrustCommand.Create(TimeProvider.System),
    CaptureCommand.Create(TimeProvider.System),
    DemoCommand.Create(TimeProvider.System),
    BenchCommand.Create(TimeProvider.System),
};
return await CommandLine.RunAsync(root, args);
