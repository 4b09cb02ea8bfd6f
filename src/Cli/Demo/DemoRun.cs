using System.Text.Json;
using IndustrialGateway.Cli.Line;
using IndustrialGateway.Client;
using Spectre.Console;

namespace IndustrialGateway.Cli.Demo;

/// <summary>One run of the demo: three programs from start to end, and what a person sees of them meanwhile.</summary>
internal sealed class DemoRun(string folder, int machines, TimeProvider time)
{
    private const string Gateway = "demo";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly LineConfiguration _line = new(folder, Gateway, time);

    /// <summary>Until cancelled, or until a program ends by itself; all of them have ended when this returns.</summary>
    /// <exception cref="CliException">A program ended by itself or did not start: with the end of its log.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        File.Delete(_line.PlantAddresses);
        File.Delete(_line.PlatformAddresses);
        using var keeper = new ProcessKeeper();
        await using var plant = await StartAsync(
            keeper, "Simulator", "plant", "--machines", $"{machines}", "--port", "0", "--pki", _line.PlantPki,
            "--addresses", _line.PlantAddresses);
        await using var platform = await StartAsync(keeper, "Platform", "--config", _line.WritePlatform());
        var plantAddresses = await plant.ReadyAsync(_line.PlantAddresses, StartLimit, cancellationToken);
        var addresses = await platform.ReadyAsync(_line.PlatformAddresses, StartLimit, cancellationToken);
        string[] endpoints = [.. plantAddresses.GetProperty("opcua").EnumerateArray().Select(Text)];
        var gatewayFile = _line.WriteGateway(Text(addresses.GetProperty("ingest")), Sources(endpoints));
        await using var gateway = await StartAsync(keeper, "Edge", "--config", gatewayFile);

        var api = Text(addresses.GetProperty("api"));
        Introduce(api, endpoints);
        await WatchAsync(api, [plant, platform, gateway], cancellationToken);
    }

    private Task<LineProgram> StartAsync(ProcessKeeper keeper, string name, params string[] arguments) =>
        LineProgram.StartAsync(keeper, name, _line.LogFile(name), time, arguments);

    /// <summary>Every machine by its own name: <c>press-01/Hydraulics/Pressure</c>.</summary>
    private static string Sources(IEnumerable<string> endpoints) => string.Concat(endpoints.Select((endpoint, index) => $$"""
          - name: server-{{index + 1:00}}
            endpoint: {{endpoint}}
            publishingInterval: 100ms
            browse:
              exclude: ["Server/**"]
              equipment: "{1}"
              path: "{path}"

        """.ReplaceLineEndings("\n")));

    private void Introduce(string api, string[] endpoints)
    {
        var link = File.Exists(_line.PageLink) ? File.ReadAllText(_line.PageLink).Trim() : api;
        Console.Out.WriteLine($"{"Page",-10}{link}"); // not in the grid, which would break it where a terminal is narrow
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap());
        grid.AddRow("", "[grey]opens once; the browser warns, because the certificate is of the demo's own authority[/]");
        grid.AddRow("[bold]API[/]", Markup.Escape($"{api}  key {_line.KeyFile}  authority {_line.AuthorityFile}"));
        grid.AddRow("[bold]Machines[/]", Markup.Escape(string.Join('\n', endpoints)));
        grid.AddRow("[bold]Try[/]", Markup.Escape($"igw points   igw tail   igw indicators   igw browse {endpoints[0]}"));
        grid.AddRow("", "[grey]igw is in " + Markup.Escape(Relative(AppContext.BaseDirectory)) + "; logs in "
            + Markup.Escape(Relative(Path.GetDirectoryName(_line.LogFile("Edge"))!)) + "; Ctrl-C ends all of it[/]"); // A file has a folder.
        AnsiConsole.Write(grid);
    }

    private static string Relative(string path) => Path.GetRelativePath(Environment.CurrentDirectory, path);

    private async Task WatchAsync(string api, LineProgram[] programs, CancellationToken cancellationToken)
    {
        using var client = new IndustrialGatewayClient(new IndustrialGatewayClientOptions
        {
            Address = new Uri(api),
            ApiKey = _line.ApiKey,
            AuthorityFile = _line.AuthorityFile,
            Time = time,
        });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var figures = FigureLine.ShowAsync(client, time, ending.Token);
        var exits = programs.Select(program => program.Exit).ToArray();
        var first = await Task.WhenAny([figures, .. exits]);

        await ending.CancelAsync();
        await ((Task)figures).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        AnsiConsole.MarkupLine("\n[grey]Stopping: everything accepted is on disk and goes on at the next start.[/]");
        cancellationToken.ThrowIfCancellationRequested();
        if (Array.IndexOf(exits, first) is var dead and >= 0)
        {
            throw programs[dead].Failure("ended by itself");
        }

        await figures;
    }

    private static string Text(JsonElement element) => element.GetString() ?? "";
}
