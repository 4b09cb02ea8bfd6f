using System.CommandLine;

namespace IndustrialGateway.Cli.Buffers;

/// <summary><c>igw buffer</c>: what a gateway on this machine holds, whether it runs, is cut off, or is off.</summary>
internal static class BufferCommand
{
    public static Command Create() => new("buffer", "Look into the buffer of a gateway on this machine, running or not; nothing is changed.")
    {
        BufferStat.Create(),
        BufferRead.Create(),
    };

    /// <summary>The folder that both commands take.</summary>
    public static Argument<string> Folder() => new("DATAFOLDER") { Description = "The gateway's data folder (`data:` in gateway.yaml)." };
}
