namespace IndustrialGateway.Configuration;

/// <summary>One mistake in a configuration file and where it stands; line and column count from 1.</summary>
public sealed record ConfigurationError(string File, int Line, int Column, string Message)
{
    /// <summary><c>file:line:column: message</c>, as editors and terminals understand it.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {Message}";
}
