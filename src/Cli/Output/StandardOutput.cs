using Microsoft.Win32.SafeHandles;

namespace IndustrialGateway.Cli.Output;

/// <summary>Standard output that says when its reader has gone; the console's own stream writes on into nothing.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;

    /// <exception cref="IOException">While writing: the reader has gone (see <see cref="BrokenPipe"/>).</exception>
    public static Stream Open()
    {
        if (!OperatingSystem.IsWindows() && Console.IsOutputRedirected)
        {
            var stream = new FileStream(
                new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!stream.CanSeek)
            {
                return stream; // A pipe. A file has no reader, and its position belongs to other programs too.
            }
        }

        return Console.OpenStandardOutput();
    }

    public static StreamWriter OpenText() => new(Open(), bufferSize: 64 * 1024);
}
