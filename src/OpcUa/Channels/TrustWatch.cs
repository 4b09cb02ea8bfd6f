using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>How often an open channel looks whether its peer may still have it: a change of trust counts within a minute (reliability case F10).</summary>
internal static class TrustWatch
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>Why the channel must end, or null. A folder that cannot be read just now ends nothing.</summary>
    public static UaException? Check(Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (UaException refusal)
        {
            return refusal;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
