using System.Globalization;
using System.Text;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>
/// Writes the keys of each token to a file with which Wireshark (4.4 and later, preference "opcua.debug_file") shows encrypted messages in
/// clear. Whoever has the file can read everything that was captured: it is made for its owner alone, and only where it was asked for.
/// Safe for many threads and channels.
/// </summary>
public sealed class KeyLog
{
    /// <summary>Some 30,000 tokens; a full file takes no more keys.</summary>
    public const long MaxBytes = 16 * 1024 * 1024;

    private readonly Lock _writing = new();

    /// <param name="path">Appended to, made when it is not there.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public KeyLog(string path)
    {
        Path = path;
        Open().Dispose();
    }

    public string Path { get; }

    /// <summary>Adds a token's keys. A disk that fails meanwhile costs the capture, never the channel.</summary>
    internal void Write(SecurityPolicy policy, uint channelId, uint tokenId, TokenMaterial material)
    {
        // Wireshark takes the lines of one token for one set only when they stand together.
        var lines = new StringBuilder();
        Append(lines, "client", policy, channelId, tokenId, material.Client);
        Append(lines, "server", policy, channelId, tokenId, material.Server);
        try
        {
            lock (_writing)
            {
                using var file = Open();
                if (file.Length + lines.Length <= MaxBytes)
                {
                    file.Write(Encoding.ASCII.GetBytes(lines.ToString()));
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The keys are for looking on only.
        }
    }

    private FileStream Open()
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path, options);
    }

    private static void Append(
        StringBuilder lines, string side, SecurityPolicy policy, uint channelId, uint tokenId, ReadOnlySpan<byte> material)
    {
        var key = Convert.ToHexString(material.Slice(policy.SignatureKeyLength, policy.EncryptionKeyLength));
        var vector = Convert.ToHexString(material[(policy.SignatureKeyLength + policy.EncryptionKeyLength)..]);
        lines.Append(CultureInfo.InvariantCulture, $"{side}_iv_{channelId}_{tokenId}: {vector}\n");
        lines.Append(CultureInfo.InvariantCulture, $"{side}_key_{channelId}_{tokenId}: {key}\n");
        lines.Append(CultureInfo.InvariantCulture, $"{side}_siglen_{channelId}_{tokenId}: {policy.SignatureLength}\n");
    }
}
