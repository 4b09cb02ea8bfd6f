using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.Testing;

namespace IndustrialGateway.OpcUa.Tests.Channels;

public sealed class KeyLogTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly byte[] _clientNonce = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _serverNonce = RandomNumberGenerator.GetBytes(32);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Basic256Sha256", 32)]
    [InlineData("Aes128_Sha256_RsaOaep", 16)]
    public void What_a_side_encrypts_is_decrypted_with_its_keys_of_the_log(string policy, int keyLength)
    {
        var keys = Write(SecurityPolicy.Find(policy), channelId: 7, tokenId: 1);
        using var material = Material(SecurityPolicy.Find(policy));
        using var client = new SymmetricKeys(SecurityPolicy.Find(policy), material.Client);
        using var server = new SymmetricKeys(SecurityPolicy.Find(policy), material.Server);
        var (fromClient, fromServer) = ("what the client ".ToArray(), "what the server ".ToArray());
        var (up, down) = (Array.ConvertAll(fromClient, letter => (byte)letter), Array.ConvertAll(fromServer, letter => (byte)letter));

        client.Encrypt(up);
        server.Encrypt(down);

        Assert.Equal(keyLength, Convert.FromHexString(keys["client_key_7_1"]).Length);
        Assert.Equal(new string(fromClient), Decrypt(up, keys["client_key_7_1"], keys["client_iv_7_1"]));
        Assert.Equal(new string(fromServer), Decrypt(down, keys["server_key_7_1"], keys["server_iv_7_1"]));
        Assert.Equal(("32", "32"), (keys["client_siglen_7_1"], keys["server_siglen_7_1"]));
    }

    [Fact]
    public void Only_its_owner_may_read_it()
    {
        Write(SecurityPolicy.Basic256Sha256, channelId: 7, tokenId: 1);

        var mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(_folder["keys"]);
        Assert.Equal(OperatingSystem.IsWindows() ? UnixFileMode.None : UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
    }

    [Fact]
    public void A_full_one_takes_no_more_keys()
    {
        using (var file = File.Create(_folder["keys"]))
        {
            file.SetLength(KeyLog.MaxBytes);
        }

        new KeyLog(_folder["keys"]).Write(SecurityPolicy.Basic256Sha256, 7, 1, Material(SecurityPolicy.Basic256Sha256));

        Assert.Equal(KeyLog.MaxBytes, new FileInfo(_folder["keys"]).Length);
    }

    [Fact]
    public void One_that_cannot_be_written_is_refused_at_once() =>
        Assert.ThrowsAny<IOException>(() => new KeyLog(_folder["no folder/keys"]));

    private Dictionary<string, string> Write(SecurityPolicy policy, uint channelId, uint tokenId)
    {
        new KeyLog(_folder["keys"]).Write(policy, channelId, tokenId, Material(policy));
        return File.ReadLines(_folder["keys"]).ToDictionary(line => line.Split(": ")[0], line => line.Split(": ")[1]);
    }

    private TokenMaterial Material(SecurityPolicy policy) => TokenMaterial.FromNonces(policy, _clientNonce, _serverNonce);

    private static string Decrypt(byte[] cipher, string key, string vector)
    {
        using var aes = Aes.Create();
        aes.Key = Convert.FromHexString(key);
        return System.Text.Encoding.ASCII.GetString(aes.DecryptCbc(cipher, Convert.FromHexString(vector), PaddingMode.None));
    }
}
