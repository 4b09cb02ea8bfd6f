namespace IndustrialGateway.Client.Development;

/// <summary>Writes a file that only its owner may read, all of it or nothing.</summary>
public static class PrivateFile
{
    /// <summary>Replaces <paramref name="path"/> with <paramref name="text"/>; makes the folder, mode 0600.</summary>
    public static void Write(string path, string text)
    {
        var whole = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!); // Never null: the path of a file has a folder.
        var draft = $"{whole}.{Environment.ProcessId}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(draft, options))
        {
            writer.Write(text);
        }

        File.Move(draft, whole, overwrite: true);
    }
}
