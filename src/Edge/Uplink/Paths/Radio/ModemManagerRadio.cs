using System.Globalization;
using System.Text.Json;

namespace IndustrialGateway.Edge.Uplink.Paths.Radio;

/// <summary>Asks ModemManager by its own tool, <c>mmcli -J</c>. No tool, no modem, or none with this interface: no figures, which is normal.</summary>
/// <param name="modem">ModemManager's number or path of the modem, or <c>any</c>; null = the one that has <paramref name="networkInterface"/>.</param>
/// <param name="networkInterface">The path's interface.</param>
/// <param name="interval">How often the modem is to measure.</param>
/// <param name="time">The clock.</param>
/// <param name="tool">The program.</param>
internal sealed class ModemManagerRadio(
    string? modem, string? networkInterface, TimeSpan interval, TimeProvider time, string tool = "mmcli") : IRadio
{
    // What the technologies' figures are called, the best first: a modem on two at once (EN-DC) has both.
    private static readonly string[] Technologies = ["5g", "lte"];

    private string? _found;

    public async Task<RadioContext?> ReadAsync(CancellationToken cancellationToken)
    {
        _found ??= modem ?? await FindAsync(cancellationToken);
        if (_found is not { } at)
        {
            return null;
        }

        try
        {
            return await AskAsync(at, cancellationToken);
        }
        catch (RadioException)
        {
            // It may be another one after a reset: looked for anew the next time.
            _found = null;
            throw;
        }
    }

    private async Task<RadioContext?> AskAsync(string at, CancellationToken cancellationToken)
    {
        if (await RunAsync(cancellationToken, "-m", at) is not { } state)
        {
            return null;
        }

        var signal = await SignalAsync(at, cancellationToken);
        var location = await TryRunAsync(cancellationToken, "-m", at, "--location-get");
        return new RadioContext
        {
            Technology = string.Join(',', RadioJson.Texts(state, "modem", "generic", "access-technologies")) is { Length: > 0 } all ? all : null,
            Operator = RadioJson.Text(state, "modem", "3gpp", "operator-code"),
            Cell = RadioJson.Text(location, "modem", "location", "3gpp", "cid"),
            TrackingArea = RadioJson.Text(location, "modem", "location", "3gpp", "tac"),
            Rsrp = First(signal, "rsrp"),
            Rsrq = First(signal, "rsrq"),
            Sinr = First(signal, "snr"),
        };
    }

    /// <summary>A modem measures nothing until it is told how often.</summary>
    private async Task<JsonElement> SignalAsync(string at, CancellationToken cancellationToken)
    {
        var signal = await TryRunAsync(cancellationToken, "-m", at, "--signal-get");
        if (RadioJson.Number(signal, "modem", "signal", "refresh", "rate") == 0)
        {
            var seconds = Math.Max(1, (int)interval.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await TryRunAsync(cancellationToken, "-m", at, $"--signal-setup={seconds}");
        }

        return signal;
    }

    private static double? First(JsonElement signal, string figure)
    {
        foreach (var technology in Technologies)
        {
            if (RadioJson.Number(signal, "modem", "signal", technology, figure) is { } number)
            {
                return number;
            }
        }

        return null;
    }

    /// <summary>The modem whose ports hold the path's interface.</summary>
    private async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        if (networkInterface is null)
        {
            return null;
        }

        // ModemManager may not be running: then it manages no modem.
        var list = await TryRunAsync(cancellationToken, "-L");
        foreach (var candidate in RadioJson.Texts(list, "modem-list"))
        {
            var state = await TryRunAsync(cancellationToken, "-m", candidate);
            if (RadioJson.Texts(state, "modem", "generic", "ports").Contains($"{networkInterface} (net)"))
            {
                return candidate;
            }
        }

        return null;
    }

    private Task<JsonElement?> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        RadioTool.RunAsync([tool, "-J", .. arguments], time, cancellationToken);

    /// <summary>What not every modem can, and what prints nothing: nothing where it cannot.</summary>
    private async Task<JsonElement> TryRunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        try
        {
            return await RunAsync(cancellationToken, arguments) ?? default;
        }
        catch (RadioException)
        {
            return default;
        }
    }
}
