namespace IndustrialGateway.OpcUa.Types;

/// <summary>The one exception of this stack: what went wrong as an OPC UA status, with what was expected and what came.</summary>
public sealed class UaException : Exception
{
    public UaException(StatusCode status, string message)
        : base($"{status}: {message}")
    {
        Status = status;
    }

    public UaException(StatusCode status, string message, Exception cause)
        : base($"{status}: {message}", cause)
    {
        Status = status;
    }

    public StatusCode Status { get; }
}
