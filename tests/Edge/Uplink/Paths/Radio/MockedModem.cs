using System.Diagnostics;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Edge.Uplink.Paths.Radio;

/// <summary>A ModemManager that is not there, on a bus of its own (python3-dbusmock), for the real mmcli to ask.</summary>
internal sealed class MockedModem : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private Process? _bus;
    private Process? _modem;

    /// <summary>mmcli on that bus.</summary>
    public string Tool => Path.Combine(_folder.Path, "mmcli");

    /// <param name="hasModem">Or ModemManager alone, without a modem.</param>
    public static async Task<MockedModem> StartAsync(bool hasModem)
    {
        var modem = new MockedModem();
        try
        {
            await modem.RunAsync(hasModem);
            return modem;
        }
        catch
        {
            await modem.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { _modem, _bus })
        {
            if (process is not null)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
                process.Dispose();
            }
        }

        _folder.Dispose();
    }

    private async Task RunAsync(bool hasModem)
    {
        _bus = Start("dbus-daemon", "--session", "--nofork", "--print-address");
        var address = await _bus.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("dbus-daemon does not start.");
        await WriteToolAsync(address);
        var script = Path.Combine(AppContext.BaseDirectory, "Uplink", "Paths", "Radio", "modem_manager.py");
        _modem = Start("/usr/bin/python3", script, address, hasModem ? "modem" : "none");
        var ready = await _modem.StandardOutput.ReadLineAsync();
        if (ready != "ready")
        {
            throw new InvalidOperationException(await _modem.StandardError.ReadToEndAsync());
        }
    }

    private async Task WriteToolAsync(string address)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        }

        await using var file = new StreamWriter(Tool, options);
        await file.WriteAsync($"#!/bin/sh\nDBUS_SYSTEM_BUS_ADDRESS='{address}' exec /usr/bin/mmcli \"$@\"\n");
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    }) ?? throw new InvalidOperationException($"{program} does not start.");
}
