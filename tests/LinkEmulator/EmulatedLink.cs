using System.Globalization;
using IndustrialGateway.LinkEmulator.Carrying;
using IndustrialGateway.LinkEmulator.Control;
using IndustrialGateway.Testing;

namespace IndustrialGateway.LinkEmulator;

/// <summary>
/// A link, or several, between two network namespaces of this machine, made by the emulator's program beside the test, so that the test's own pauses do
/// not delay packets. Gone, with its namespaces, when disposed, and also when the test is killed. One command at a time.
/// </summary>
public sealed class EmulatedLink : IAsyncDisposable
{
    private readonly LineProcess _program;
    private readonly SemaphoreSlim _one = new(1);

    private EmulatedLink(LineProcess program, LinkReady ready) => (_program, Ready) = (program, ready);

    /// <summary>Why no link can be made on this machine; null when one can. <c>LinkProxy</c> serves there.</summary>
    public static string? Missing => Emulator.Missing();

    /// <summary>The emulator's own program, beside whatever references it.</summary>
    public static string Program => Path.Combine(AppContext.BaseDirectory, "IndustrialGateway.LinkEmulator");

    public int ProcessId => _program.Id;

    public LinkReady Ready { get; }

    public string GatewayNamespace => Ready.GatewayNamespace;

    public string PlatformNamespace => Ready.PlatformNamespace;

    public IReadOnlyList<EmulatedPath> Paths => Ready.Paths;

    public static Task<EmulatedLink> StartAsync(string profile, long seed, CancellationToken cancellationToken) =>
        StartAsync([profile], seed, cancellationToken);

    /// <param name="profiles">One path for each, at most 16.</param>
    /// <param name="seed">The same seed has the same losses, delays and interruptions for the same packets.</param>
    /// <exception cref="InvalidOperationException">It cannot be made; the message says why.</exception>
    public static async Task<EmulatedLink> StartAsync(IEnumerable<string> profiles, long seed, CancellationToken cancellationToken)
    {
        string[] arguments = ["run", "--seed", seed.ToString(CultureInfo.InvariantCulture), .. profiles];
        var program = LineProcess.Start(Program, arguments);
        try
        {
            var line = await program.ReadLineAsync(cancellationToken);
            var ready = LinkJson.Member(line, "ready") ?? throw new InvalidOperationException($"The link emulator said: {line}");
            return new EmulatedLink(program, LinkJson.Read<LinkReady>(ready));
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives a command of the program, e.g. <c>set ul rate 5</c> or <c>path 1 down</c>; it holds when this returns.</summary>
    /// <exception cref="InvalidOperationException">It was refused; the message says why.</exception>
    public async Task ControlAsync(string command, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(command, cancellationToken);
        if (LinkJson.Member(answer, "ok") is null)
        {
            throw new InvalidOperationException($"The link emulator refused \"{command}\": {answer}");
        }
    }

    public async Task<LinkFigures> StatAsync(CancellationToken cancellationToken)
    {
        var answer = await AskAsync("stat", cancellationToken);
        return LinkJson.Read<LinkFigures>(
            LinkJson.Member(answer, "stat") ?? throw new InvalidOperationException($"The link emulator said: {answer}"));
    }

    /// <summary>What is put before a command so that it runs in one of the namespaces: <c>ip</c> becomes the program, with its process id.</summary>
    public static IReadOnlyList<string> Launcher(string space) => ["ip", "netns", "exec", space];

    /// <summary>Starts a program in one of the namespaces; it is killed when what is returned is disposed.</summary>
    public static LineProcess RunInNamespace(string space, string program, params IEnumerable<string> arguments)
    {
        var launcher = Launcher(space);
        return LineProcess.Start(launcher[0], [.. launcher.Skip(1), program, .. arguments]);
    }

    /// <summary>Ends the emulator as a power cut would: its devices are gone, its namespaces stay until the next one starts.</summary>
    public Task KillAsync() => _program.KillAsync();

    public async ValueTask DisposeAsync()
    {
        if (!_program.HasExited)
        {
            await _program.EndAsync(CancellationToken.None);
        }

        await _program.DisposeAsync();
        _one.Dispose();
    }

    private async Task<string> AskAsync(string command, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await _program.WriteLineAsync(command, cancellationToken);
            return await _program.ReadLineAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }
}
