using System.CommandLine;
using System.Text.Json;
using IndustrialGateway.Cli.Connection;
using IndustrialGateway.Client;
using Spectre.Console;

namespace IndustrialGateway.Cli.Demo;

/// <summary><c>igw demo</c>: a plant, the platform and a gateway on this machine, and the line's figures, until Ctrl-C.</summary>
internal static class DemoCommand
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    public static Command Create(TimeProvider time)
    {
        var folder = new Option<string>("--folder")
        {
            Description = "Where certificates, data and logs are kept; a second run goes on with them.",
            DefaultValueFactory = _ => DemoFolder.Name,
        };
        var machines = new Option<int>("--machines") { Description = "Machines of the plant.", DefaultValueFactory = _ => 6 };
        var command = new Command("demo", "A simulated plant, the platform and a gateway on this machine, until Ctrl-C.") { folder, machines };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            Path.GetFullPath(parsed.GetRequiredValue(folder)), Math.Clamp(parsed.GetRequiredValue(machines), 1, 100), time, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string folder, int machines, TimeProvider time, CancellationToken cancellationToken)
    {
        var configuration = new DemoConfiguration(folder, time);
        File.Delete(configuration.PlantAddresses);
        File.Delete(configuration.PlatformAddresses);

        await using var plant = Start("Simulator", configuration, time, "plant", "--machines", $"{machines}", "--port", "0",
            "--pki", configuration.PlantPki, "--addresses", configuration.PlantAddresses);
        await using var platform = Start("Platform", configuration, time, "--config", configuration.WritePlatform());
        try
        {
            var plantAddresses = await plant.ReadyAsync(configuration.PlantAddresses, StartLimit, cancellationToken);
            var addresses = await platform.ReadyAsync(configuration.PlatformAddresses, StartLimit, cancellationToken);
            string[] endpoints = [.. plantAddresses.GetProperty("opcua").EnumerateArray().Select(Text)];
            var gatewayFile = configuration.WriteGateway(Text(addresses.GetProperty("ingest")), endpoints);
            await using var gateway = Start("Edge", configuration, time, "--config", gatewayFile);

            Introduce(configuration, Text(addresses.GetProperty("api")), endpoints);
            await WatchAsync(configuration, Text(addresses.GetProperty("api")), [plant, platform, gateway], time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C: what follows ends the programs.
        }

        AnsiConsole.MarkupLine("[grey]Stopping: everything accepted is on disk and goes on at the next start.[/]");
        return ExitCodes.Success;
    }

    private static LineProgram Start(string name, DemoConfiguration configuration, TimeProvider time, params string[] arguments)
    {
        // .artifacts/bin/IndustrialGateway.Cli/release/ has its siblings beside it.
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var folder = Path.Combine(own.Parent!.Parent!.FullName, $"IndustrialGateway.{name}", own.Name);
        return LineProgram.Start(name, folder, arguments, configuration.LogFile(name), time);
    }

    private static void Introduce(DemoConfiguration configuration, string api, string[] endpoints)
    {
        var link = File.Exists(configuration.PageLink) ? File.ReadAllText(configuration.PageLink).Trim() : api;
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumns("", "");
        table.AddRow("[bold]Page[/]", $"{Markup.Escape(link)} [grey](once; certificate of the demo's own authority)[/]");
        table.AddRow("[bold]API[/]", Markup.Escape($"{api}  (key: {configuration.KeyFile})"));
        table.AddRow("[bold]Machines[/]", Markup.Escape(string.Join('\n', endpoints)));
        table.AddRow("[bold]Try[/]", "igw points · igw tail · igw indicators · igw endpoints " + Markup.Escape(endpoints[0]));
        AnsiConsole.Write(table);
    }

    private static async Task WatchAsync(
        DemoConfiguration configuration, string api, LineProgram[] programs, TimeProvider time, CancellationToken cancellationToken)
    {
        using var client = new IndustrialGatewayClient(new IndustrialGatewayClientOptions
        {
            Address = new Uri(api),
            ApiKey = configuration.ApiKey,
            AuthorityFile = configuration.AuthorityFile,
            Time = time,
        });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var figures = FigureLine.ShowAsync(client, ending.Token);
        var exits = programs.Select(program => program.Exit).ToArray();
        var first = await Task.WhenAny([figures, .. exits]);
        await ending.CancelAsync();
        await figures.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (Array.IndexOf(exits, first) is var dead and >= 0)
        {
            throw programs[dead].Failure("ended by itself");
        }

        await figures;
    }

    private static string Text(JsonElement element) => element.GetString() ?? "";
}
