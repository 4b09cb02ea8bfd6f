namespace IndustrialGateway.Cli;

/// <summary>What <c>igw</c> returns; scripts rely on these, and the README lists them.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>Something went wrong that the message explains.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Nothing answers at the address.</summary>
    public const int Unreachable = 3;

    /// <summary>The key, user or scope is not accepted.</summary>
    public const int NotAllowed = 4;

    /// <summary>The other side's certificate is not trusted.</summary>
    public const int NotTrusted = 5;

    /// <summary>What was asked for is not there; of several, at least one.</summary>
    public const int NotFound = 6;

    /// <summary>Ctrl-C before the answer was there (128 + SIGINT).</summary>
    public const int Interrupted = 130;
}
