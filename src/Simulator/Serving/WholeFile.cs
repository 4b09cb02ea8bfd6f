namespace IndustrialGateway.Simulator.Serving;

/// <summary>Replaces a file in one step: whoever reads it sees the old one or the new one, never half of it.</summary>
internal static class WholeFile
{
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var whole = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!); // Never null: the path of a file has a folder.
        var draft = whole + ".new";
        File.WriteAllBytes(draft, content);
        File.Move(draft, whole, overwrite: true);
    }
}
