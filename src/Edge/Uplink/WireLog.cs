using IndustrialGateway.Model;
using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>A class of data as the protocol numbers its log.</summary>
internal static class WireLog
{
    public static Log Of(DataClass of) => of switch
    {
        DataClass.Alarm => Log.Alarm,
        DataClass.Diagnostic => Log.Diagnostic,
        _ => Log.Process,
    };
}
