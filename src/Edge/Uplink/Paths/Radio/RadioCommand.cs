namespace IndustrialGateway.Edge.Uplink.Paths.Radio;

/// <summary>
/// Figures of a modem that ModemManager does not see, e.g. of an external router, by a program that prints one JSON object with
/// any of <c>technology</c>, <c>operator</c>, <c>cell</c>, <c>trackingArea</c> (texts), <c>rsrp</c>, <c>rsrq</c>, <c>sinr</c> (numbers).
/// </summary>
internal sealed class RadioCommand(IReadOnlyList<string> command, TimeProvider time) : IRadio
{
    public async Task<RadioContext?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await RadioTool.RunAsync(command, time, cancellationToken) is not { } printed)
        {
            throw new RadioException($"there is no program {command[0]}");
        }

        return new RadioContext
        {
            Technology = RadioJson.Text(printed, "technology"),
            Operator = RadioJson.Text(printed, "operator"),
            Cell = RadioJson.Text(printed, "cell"),
            TrackingArea = RadioJson.Text(printed, "trackingArea"),
            Rsrp = RadioJson.Number(printed, "rsrp"),
            Rsrq = RadioJson.Number(printed, "rsrq"),
            Sinr = RadioJson.Number(printed, "sinr"),
        };
    }
}
