using System.Globalization;
using System.Runtime.InteropServices;
using IndustrialGateway.LinkEmulator.Carrying;
using IndustrialGateway.LinkEmulator.Control;
using IndustrialGateway.LinkEmulator.Profiles;
using IndustrialGateway.LinkEmulator.Proxy;

namespace IndustrialGateway.LinkEmulator;

/// <summary>The program's main work: a link, or its stand-in where none can be made, until its input ends or it is told to stop.</summary>
internal static class Running
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        if (arguments.Names.Count == 0)
        {
            throw new LinkProfileException($"Which profile? There are {string.Join(", ", arguments.Profiles.Names)}.");
        }

        List<LinkProfile> profiles = [.. arguments.Names.Select(name => arguments.Profiles[name])];
        return Emulator.Missing() is { } missing
            ? await RunProxyAsync(arguments, profiles[0], missing)
            : await RunLinkAsync(arguments, profiles);
    }

    private static async Task<int> RunLinkAsync(Arguments arguments, IReadOnlyList<LinkProfile> profiles)
    {
        using var emulator = Emulator.Start(profiles, arguments.Seed, TimeProvider.System);
        var spaces = emulator.Spaces;
        var ready = new LinkReady(
            spaces.Gateway, spaces.Platform, spaces.GatewayControl, spaces.PlatformControl, [.. emulator.Paths.Select(path => path.Devices.Path)]);
        await Console.Out.WriteLineAsync(LinkJson.Write("ready", ready));
        await ExplainAsync(ready);
        await ObeyAsync(new Commands(emulator, arguments.Profiles));
        return 0;
    }

    private static async Task<int> RunProxyAsync(Arguments arguments, LinkProfile profile, string missing)
    {
        await Console.Error.WriteLineAsync(
            $"No link between namespaces can be made: {missing}. A TCP proxy stands in for it; it has no UDP, loss only as delay, no MTU, no half-open path and one path.");
        if (arguments.Target is not { } target)
        {
            throw new LinkProfileException("The proxy needs to know where connections lead: --target https://127.0.0.1:7443");
        }

        await using var proxy = new LinkProxy(profile, arguments.Seed, target);
        await Console.Out.WriteLineAsync(LinkJson.Write("proxy", new { Address = "127.0.0.1", proxy.Port, Because = missing }));
        await ObeyAsync(new ProxyCommands(proxy, arguments.Profiles));
        return 0;
    }

    /// <summary>Returns at quit, at the end of the input and at a signal to stop.</summary>
    private static async Task ObeyAsync(ICommands commands)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        var answering = Task.Run(() => AnswerAsync(commands));
        await await Task.WhenAny(answering, stopped.Task);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true; // The process ends by itself, when all is removed.
            stopped.TrySetResult();
        }
    }

    private static async Task AnswerAsync(ICommands commands)
    {
        while (!commands.IsOver && await Console.In.ReadLineAsync() is { } line)
        {
            if (line.Length > 0)
            {
                await Console.Out.WriteLineAsync(commands.Answer(line));
            }
        }
    }

    /// <summary>For a person at a terminal.</summary>
    private static async Task ExplainAsync(LinkReady ready)
    {
        if (Console.IsInputRedirected)
        {
            return;
        }

        var path = ready.Paths[0];
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""

            {ready.Paths.Count} path(s) between the namespaces {ready.GatewayNamespace} and {ready.PlatformNamespace}. Try, in another terminal:

              ip netns exec {ready.GatewayNamespace} ping {path.PlatformV6}
              ip netns exec {ready.PlatformNamespace} COMMAND     # what listens there has {path.PlatformV4} and {path.PlatformV6} for the gateway,
                                                                  # {EmulatedPath.ServiceV6} over every path, and {ready.PlatformControl} for this machine

            Here:

            {Commands.Help}
            """));
    }
}
