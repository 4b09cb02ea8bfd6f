using IndustrialGateway.OpcUa.Codec;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>Signed software certificates: a field that sessions still carry and nobody uses; read over, written empty (Part 4 §5.7.2).</summary>
internal static class SoftwareCertificates
{
    private const int MinBytes = 8;

    public static void Skip(ref UaReader reader)
    {
        for (var left = reader.ReadArrayLength(MinBytes); left > 0; left--)
        {
            reader.ReadByteSpan();
            reader.ReadByteSpan();
        }
    }

    public static void WriteNone(ref UaWriter writer) => writer.WriteInt32(-1);
}
