namespace IndustrialGateway.Cli;

/// <summary>Tells whether the program that read our output has gone.</summary>
internal static class BrokenPipe
{
    private const int Epipe = 32;

    public static bool Is(IOException failure) =>
        failure.InnerException is System.Net.Sockets.SocketException { NativeErrorCode: Epipe }
        || (failure.HResult & 0xFFFF) == Epipe;
}
