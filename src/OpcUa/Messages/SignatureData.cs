using IndustrialGateway.OpcUa.Codec;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>A signature with the URI of its algorithm; both null where the policy is None (Part 4 §7.37).</summary>
public sealed record SignatureData(string? Algorithm = null, byte[]? Signature = null)
{
    public static SignatureData None { get; } = new();

    internal static SignatureData Read(ref UaReader reader) => new(reader.ReadString(), reader.ReadByteString());

    internal void Write(ref UaWriter writer)
    {
        writer.WriteString(Algorithm);
        writer.WriteByteString(Signature);
    }
}
