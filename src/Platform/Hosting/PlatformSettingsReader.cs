using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.Configuration;
using IndustrialGateway.Platform.Access;
using IndustrialGateway.Platform.Pilots;

namespace IndustrialGateway.Platform.Hosting;

/// <summary>Reads <c>platform.yaml</c> to its end: every mistake becomes an error with its line, none an exception.</summary>
internal static class PlatformSettingsReader
{
    private const int KeyIdLength = 8;

    /// <summary>The settings, or null when <paramref name="errors"/> holds something.</summary>
    public static PlatformSettings? Read(Section file, ConfigurationErrors errors)
    {
        var data = file.RequiredFilePath("data");
        var ingest = file.RequiredChild("ingest");
        var ingestListener = ReadListener(ingest);
        var authority = ReadAuthority(ingest);
        var answersProbes = ingest.Flag("probes", fallback: true);
        ingest.End();
        var api = file.RequiredChild("api");
        var apiListener = ReadListener(api);
        api.End();
        var keys = ReadKeys(file);
        var targets = ReadTargets(file, errors);
        file.End();
        return errors.Any ? null : new PlatformSettings
        {
            DataFolder = data,
            Ingest = ingestListener!, // Null only with an error.
            AnswerProbes = answersProbes,
            ClientAuthority = authority!, // Null only with an error.
            Api = apiListener!, // Null only with an error.
            Keys = keys,
            Targets = targets,
        };
    }

    private static Targets ReadTargets(Section file, ConfigurationErrors errors)
    {
        if (file.FilePath("targets") is not { } path)
        {
            return Targets.None;
        }

        if (File.Exists(path))
        {
            return Targets.Read(path, errors);
        }

        file.Fail("targets", $"names a file that is not there: {path}");
        return Targets.None;
    }

    private static ListenerSettings? ReadListener(Section section)
    {
        var address = ReadAddress(section);
        var certificateFile = section.RequiredFilePath("certificate");
        var keyFile = section.RequiredFilePath("key");
        if (certificateFile.Length == 0 || keyFile.Length == 0)
        {
            return null;
        }

        var certificate = Load(section, "certificate", () => X509Certificate2.CreateFromPemFile(certificateFile, keyFile));
        return address is null || certificate is null ? null : new ListenerSettings(address, certificate);
    }

    private static IPEndPoint? ReadAddress(Section section)
    {
        var text = section.RequiredText("listen");
        if (text.Length == 0)
        {
            return null;
        }

        // TryParse takes an address without a port for port 0: that would listen somewhere by accident.
        if (IPEndPoint.TryParse(text, out var address) && text.EndsWith($":{address.Port}", StringComparison.Ordinal)
            && !text.EndsWith(':' + address.Address.ToString(), StringComparison.Ordinal))
        {
            return address;
        }

        section.Fail("listen", $"must be an address and a port, e.g. \"[::]:7443\" or \"127.0.0.1:0\", not '{text}'");
        return null;
    }

    private static X509Certificate2Collection? ReadAuthority(Section section)
    {
        var file = section.RequiredFilePath("clientAuthority");
        if (file.Length == 0)
        {
            return null;
        }

        return Load(section, "clientAuthority", () =>
        {
            var authority = new X509Certificate2Collection();
            authority.ImportFromPemFile(file);
            return authority.Count > 0 ? authority : throw new CryptographicException("it holds no certificate");
        });
    }

    private static T? Load<T>(Section section, string key, Func<T> load)
        where T : class
    {
        try
        {
            return load();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException
            or CryptographicException or ArgumentException)
        {
            section.Fail(key, $"cannot be loaded: {failure.Message.TrimEnd('.')}");
            return null;
        }
    }

    private static List<ApiKey> ReadKeys(Section file)
    {
        List<ApiKey> keys = [];
        foreach (var section in file.Children("keys"))
        {
            var id = section.RequiredText("id");
            if (id.Length != KeyIdLength || !id.All(char.IsAsciiLetterOrDigit))
            {
                section.Fail("id", $"must be the {KeyIdLength} letters and digits after 'ig_' of the key, not '{id}'");
            }
            else if (keys.Any(key => key.Id == id))
            {
                section.Fail("id", $"'{id}' is another key's");
            }

            keys.Add(new ApiKey(id, section.Text("name") ?? id, ReadHash(section), ReadScopes(section)));
            section.End();
        }

        return keys;
    }

    private static byte[] ReadHash(Section section)
    {
        var text = section.RequiredText("sha256");
        if (text.Length == 2 * SHA256.HashSizeInBytes && text.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(text);
        }

        if (text.Length > 0)
        {
            // The text is not repeated: somebody may have put the key itself here.
            section.Fail("sha256", "must be the 64 hexadecimal digits of the SHA-256 of the whole key");
        }

        return [];
    }

    private static FrozenSet<string> ReadScopes(Section section)
    {
        section.Required("scopes");
        var scopes = section.Texts("scopes");
        foreach (var scope in scopes.Where(scope => !Scopes.All.Contains(scope.Text)))
        {
            scope.Fail($"'{scope.Text}' is no scope; there are {string.Join(", ", Scopes.All.Order(StringComparer.Ordinal))}.");
        }

        return scopes.Select(scope => scope.Text).ToFrozenSet(StringComparer.Ordinal);
    }
}
