using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace IndustrialGateway.Platform.Rpc;

/// <summary>Where the next page of a list begins: the last key of this one, bound to the question that was asked (AIP-158).</summary>
internal static class PageToken
{
    private const int HashBytes = 8;

    /// <summary>The token after <paramref name="lastKey"/> of the list that <paramref name="question"/> describes.</summary>
    public static string Make(string question, string lastKey)
    {
        var key = Encoding.UTF8.GetBytes(lastKey);
        var token = new byte[HashBytes + key.Length];
        Hash(question).CopyTo(token, 0);
        key.CopyTo(token, HashBytes);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>The last key of the page before; empty for the first page. Refuses a token made for another question.</summary>
    public static string Read(string question, string token)
    {
        if (token.Length == 0)
        {
            return string.Empty;
        }

        try
        {
            var bytes = Base64Url.DecodeFromChars(token);
            if (bytes.Length >= HashBytes && bytes.AsSpan(0, HashBytes).SequenceEqual(Hash(question)))
            {
                return Encoding.UTF8.GetString(bytes.AsSpan(HashBytes));
            }
        }
        catch (FormatException)
        {
            // Answered below, like any other token that we did not make.
        }

        throw RefusalException.InvalidField("page_token", "it does not belong to this question; begin without one");
    }

    /// <summary>The page size that is meant: 0 is <paramref name="usual"/>, more than <paramref name="most"/> is that.</summary>
    public static int Size(int asked, int usual, int most) => asked switch
    {
        < 0 => throw RefusalException.InvalidField("page_size", $"{asked} is below 0"),
        0 => usual,
        _ => Math.Min(asked, most),
    };

    private static byte[] Hash(string question) => SHA256.HashData(Encoding.UTF8.GetBytes(question))[..HashBytes];
}
