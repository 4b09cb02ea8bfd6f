using System.CommandLine;
using System.Runtime.CompilerServices;
using IndustrialGateway.Cli.Connection;
using IndustrialGateway.Cli.Output;
using IndustrialGateway.Cli.Points;
using IndustrialGateway.Client;
using IndustrialGateway.V1;

namespace IndustrialGateway.Cli.Gateways;

/// <summary><c>igw gateways</c>: which gateways the platform knows, and which of them it hears now.</summary>
internal static class GatewaysCommand
{
    private static readonly Listing<Gateway> Gateways = new(
        ["gateway", "state", "last seen", ">points", "version"],
        gateway =>
        [
            Names.Last(gateway.Name),
            gateway.Online ? "online" : "offline",
            Texts.Local(gateway.LastSeenTime),
            $"{gateway.PointCount:N0}",
            gateway.SoftwareVersion,
        ],
        (json, gateway) =>
        {
            json.WriteString("name", gateway.Name);
            json.WriteBoolean("online", gateway.Online);
            json.WriteString("lastSeenTime", Texts.Iso(gateway.LastSeenTime));
            json.WriteNumber("pointCount", gateway.PointCount);
            json.WriteString("softwareVersion", gateway.SoftwareVersion);
        },
        "gateways");

    private static readonly Listing<Equipment> Machines = new(
        ["machine", "gateway", "name", "good data in the last minute", ">points"],
        machine =>
        [
            Names.Last(machine.Name),
            Names.Last(machine.Gateway),
            machine.DisplayName,
            machine.Connected ? "yes" : "no",
            $"{machine.PointCount:N0}",
        ],
        (json, machine) =>
        {
            json.WriteString("name", machine.Name);
            json.WriteString("gateway", machine.Gateway);
            json.WriteString("displayName", machine.DisplayName);
            json.WriteBoolean("connected", machine.Connected);
            json.WriteNumber("pointCount", machine.PointCount);
        },
        "machines");

    public static Command Create()
    {
        var platform = new PlatformOptions();
        var machines = new Option<bool>("--machines", "-m") { Description = "Their machines instead." };
        var paths = new Option<bool>("--paths", "-p") { Description = "Their ways to the platform instead: round trips, losses, radio." };
        var command = new Command("gateways", "List the gateways, their machines or their paths.") { machines, paths };
        command.Validators.Add(result =>
        {
            if (result.GetValue(machines) && result.GetValue(paths))
            {
                result.AddError("--machines and --paths are two lists: ask for one of them.");
            }
        });
        platform.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = platform.Access(parsed).Open();
            var json = platform.IsJson(parsed);
            await (parsed.GetValue(machines) ? Machines.PrintAsync(client.ListEquipmentAsync("", cancellationToken), json, cancellationToken)
                : parsed.GetValue(paths) ? PathsListing.Paths.PrintAsync(PathsAsync(client, cancellationToken), json, cancellationToken)
                : Gateways.PrintAsync(client.ListGatewaysAsync(cancellationToken), json, cancellationToken));
            return ExitCodes.Success;
        });
        return command;
    }

    private static async IAsyncEnumerable<(string Gateway, PathState Path)> PathsAsync(
        IndustrialGatewayClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var figures in client.WatchLineAsync(cancellationToken))
        {
            foreach (var gateway in figures.Gateways)
            {
                foreach (var path in gateway.Paths)
                {
                    yield return (gateway.Gateway, path);
                }
            }

            yield break; // what is now is told at once
        }
    }
}
