namespace IndustrialGateway.OpcUa.Types;

/// <summary>
/// A value with its quality and its times. A time of zero is not on the wire; picoseconds (units of 10 ps, 0 to 9999) refine their time.
/// </summary>
public readonly record struct DataValue
{
    public DataValue(Variant value, StatusCode status = default, UaDateTime sourceTimestamp = default, UaDateTime serverTimestamp = default)
    {
        Value = value;
        Status = status;
        SourceTimestamp = sourceTimestamp;
        ServerTimestamp = serverTimestamp;
    }

    /// <summary>All fields at once, as a decoder reads them.</summary>
    internal DataValue(
        in Variant value, StatusCode status, UaDateTime source, ushort sourcePicoseconds, UaDateTime server, ushort serverPicoseconds)
    {
        Value = value;
        Status = status;
        SourceTimestamp = source;
        SourcePicoseconds = sourcePicoseconds;
        ServerTimestamp = server;
        ServerPicoseconds = serverPicoseconds;
    }

    public Variant Value { get; init; }

    public UaDateTime SourceTimestamp { get; init; }

    public UaDateTime ServerTimestamp { get; init; }

    public StatusCode Status { get; init; }

    public ushort SourcePicoseconds { get; init; }

    public ushort ServerPicoseconds { get; init; }
}
