using System.Text;

namespace IndustrialGateway.Configuration;

/// <summary>Opens a YAML configuration file; whatever is wrong with it becomes an error in the list, never an exception.</summary>
public static class ConfigurationFile
{
    /// <summary>A larger file is refused before it is read.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The file's settings. With errors the section may be empty, and reading it goes on all the same.</summary>
    public static Section Read(string path, ConfigurationErrors errors)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > MaxBytes)
            {
                errors.Add(path, 1, 1, $"The file has {length:N0} bytes; at most {MaxBytes:N0} are read.");
                return Section.Unread(path, errors);
            }

            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)
                .GetString(File.ReadAllBytes(path));
            return Parse(path, text, errors);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            errors.Add(path, 1, 1, $"The file cannot be read: {failure.Message}");
        }
        catch (DecoderFallbackException)
        {
            errors.Add(path, 1, 1, "The file is not UTF-8 text.");
        }

        return Section.Unread(path, errors);
    }

    /// <summary>The same from text; <paramref name="file"/> is the name in messages and the base of relative paths.</summary>
    public static Section Parse(string file, string text, ConfigurationErrors errors)
    {
        switch (YamlReader.Read(file, text.TrimStart('\uFEFF'), errors))
        {
            case YamlMapping mapping:
                return Section.Root(file, mapping, errors);
            case { } other:
                errors.Add(file, other, $"Settings (key: value) were expected, not {other.Kind}.");
                break;
        }

        return Section.Unread(file, errors);
    }
}
