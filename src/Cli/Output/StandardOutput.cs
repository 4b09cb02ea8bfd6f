using Microsoft.Win32.SafeHandles;

namespace IndustrialGateway.Cli.Output;

/// <summary>Standard output that says when its reader has gone; the console's own stream writes on into nothing.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;

    /// <exception cref="IOException">While writing: the reader has gone (see <see cref="BrokenPipe"/>).</exception>
    public static Stream Open() => OperatingSystem.IsWindows()
        ? Console.OpenStandardOutput()
        : new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);

    public static StreamWriter OpenText() => new(Open(), bufferSize: 64 * 1024);
}
