namespace IndustrialGateway.Historian;

/// <summary>The historian cannot open, read or store; the message says what and where.</summary>
public sealed class HistorianException : Exception
{
    public HistorianException(string message)
        : base(message)
    {
    }

    public HistorianException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
