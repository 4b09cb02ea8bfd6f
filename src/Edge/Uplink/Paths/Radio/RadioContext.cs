namespace IndustrialGateway.Edge.Uplink.Paths.Radio;

/// <summary>What a modem says of its cell; each figure is null where it does not say.</summary>
internal sealed record RadioContext
{
    /// <summary>The access technology as ModemManager names it: <c>5gnr</c>, <c>lte</c>, <c>umts</c>; several with a comma.</summary>
    public string? Technology { get; init; }

    /// <summary>Mobile country and network code of the operator, e.g. <c>46000</c> (3GPP TS 23.003 §12.1).</summary>
    public string? Operator { get; init; }

    /// <summary>The cell's identity in hexadecimal digits (TS 23.003 §4.3.1, §19.6).</summary>
    public string? Cell { get; init; }

    /// <summary>The tracking area's code in hexadecimal digits (TS 23.003 §19.4.2.3).</summary>
    public string? TrackingArea { get; init; }

    /// <summary>Reference signal received power in dBm (TS 38.215 §5.1.1; TS 36.214 §5.1.1).</summary>
    public double? Rsrp { get; init; }

    /// <summary>Reference signal received quality in dB (TS 38.215 §5.1.3; TS 36.214 §5.1.3).</summary>
    public double? Rsrq { get; init; }

    /// <summary>Signal to interference and noise ratio in dB (TS 38.215 §5.1.5).</summary>
    public double? Sinr { get; init; }

    public bool IsEmpty => this == new RadioContext();
}
