namespace IndustrialGateway.Cli.Capture;

/// <summary>
/// Copies keys from a key log into the capture before the first packet that needs them: a client writes a token's keys before it uses them.
/// </summary>
internal sealed class KeyFollower(string path, PcapNgWriter capture)
{
    private long _copied = new FileInfo(path).Length;

    /// <summary>To be called before each packet on its way to the server, by one thread at a time.</summary>
    public void Follow()
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length <= _copied)
        {
            return;
        }

        file.Position = _copied;
        var added = new byte[file.Length - _copied];
        file.ReadExactly(added);
        _copied += added.Length;
        capture.WriteKeys(added);
    }
}
