using System.Text;
using IndustrialGateway.OpcUa.Transport;

namespace IndustrialGateway.Rogue.Tests.Raw;

/// <summary>What a side said until it hung up.</summary>
internal sealed record Heard(byte[] Bytes)
{
    private static readonly string[] Telltales = ["   at ", "Exception", ".cs:", "/tmp", "/home", "System."];

    /// <summary>The name of the status of the ERR; "closed" when it hung up without one.</summary>
    public string Status => Error?.Status.ToString() ?? "closed";

    private ErrorMessage? Error
    {
        get
        {
            var rest = Bytes.AsSpan();
            while (rest.Length >= 8 && BitConverter.ToInt32(rest[4..]) is >= 8 and var size && size <= rest.Length)
            {
                if (rest.StartsWith("ERRF"u8))
                {
                    return ErrorMessage.Decode(rest[..size]);
                }

                rest = rest[size..];
            }

            return null;
        }
    }

    /// <summary>The four letters of a chunk; "" when there is none.</summary>
    public static string Kind(byte[]? chunk) => chunk is null ? "" : Encoding.ASCII.GetString(chunk, 0, 4);

    /// <summary>A peer learns the status and a sentence, nothing of this machine and nothing of the code.</summary>
    public void ExpectNoSecrets()
    {
        var reason = Error?.Reason ?? "";
        Assert.DoesNotContain(Telltales, telltale => reason.Contains(telltale, StringComparison.Ordinal));
        Assert.InRange(Encoding.UTF8.GetByteCount(reason), 0, 4_096);
    }
}
