using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace IndustrialGateway.Client.Development;

/// <summary>
/// An API key <c>ig_{id}_{secret}</c> for demos and tests: an id of 8 characters, which may be shown, and a secret of
/// 32 random bytes as 43 characters of base64url.
/// </summary>
/// <param name="Text">What the caller sends in <c>x-api-key</c>.</param>
public sealed record DevelopmentKey(string Text)
{
    private const int IdStart = 3;
    private const int IdLength = 8;
    private const int TextLength = IdStart + IdLength + 1 + 43;

    /// <summary>The public part, by which the platform finds the key.</summary>
    public string Id => Text.Substring(IdStart, IdLength);

    /// <summary>What the platform keeps: SHA-256 of the whole text, 64 lower-case hexadecimal digits.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    public static DevelopmentKey Create()
    {
        var id = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz234567", IdLength);
        return new($"ig_{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}");
    }

    /// <summary>The key in <paramref name="file"/>; a new one is made there (mode 0600) when it holds none.</summary>
    public static DevelopmentKey Open(string file)
    {
        var text = File.Exists(file) ? File.ReadAllText(file).Trim() : "";
        if (text.Length == TextLength
            && text.StartsWith("ig_", StringComparison.Ordinal)
            && text[IdStart + IdLength] == '_')
        {
            return new DevelopmentKey(text);
        }

        var key = Create();
        PrivateFile.Write(file, key.Text + "\n");
        return key;
    }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"ig_{Id}_…";
}
