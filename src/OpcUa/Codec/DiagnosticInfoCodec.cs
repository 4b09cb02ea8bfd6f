using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec;

/// <summary>DiagnosticInfo, which may contain itself (Part 6 §5.2.2.12).</summary>
public static class DiagnosticInfoCodec
{
    private const byte HasSymbolicId = 0x01;
    private const byte HasNamespaceUri = 0x02;
    private const byte HasLocalizedText = 0x04;
    private const byte HasLocale = 0x08;
    private const byte HasAdditionalInfo = 0x10;
    private const byte HasInnerStatus = 0x20;
    private const byte HasInner = 0x40;

    /// <summary>Null when the mask says that there is nothing.</summary>
    public static DiagnosticInfo? ReadDiagnosticInfo(this ref UaReader reader)
    {
        var mask = reader.ReadByte();
        if (mask == 0)
        {
            return null;
        }

        if ((mask & 0x80) != 0)
        {
            throw reader.Malformed($"0x{mask:X2} is no mask of a diagnostic info.");
        }

        reader.Enter();
        reader.Charge(UaReader.ObjectOverhead + 40);
        var info = new DiagnosticInfo
        {
            SymbolicId = (mask & HasSymbolicId) != 0 ? reader.ReadInt32() : -1,
            NamespaceUri = (mask & HasNamespaceUri) != 0 ? reader.ReadInt32() : -1,
            Locale = (mask & HasLocale) != 0 ? reader.ReadInt32() : -1,
            LocalizedText = (mask & HasLocalizedText) != 0 ? reader.ReadInt32() : -1,
            AdditionalInfo = (mask & HasAdditionalInfo) != 0 ? reader.ReadString() : null,
            InnerStatusCode = (mask & HasInnerStatus) != 0 ? reader.ReadStatusCode() : default,
            Inner = (mask & HasInner) != 0 ? reader.ReadDiagnosticInfo() : null,
        };
        reader.Leave();
        return info;
    }

    public static void WriteDiagnosticInfo(this ref UaWriter writer, DiagnosticInfo? info)
    {
        if (info is null)
        {
            writer.WriteByte(0);
            return;
        }

        writer.WriteByte(MaskOf(info));
        WriteIndex(ref writer, info.SymbolicId);
        WriteIndex(ref writer, info.NamespaceUri);
        WriteIndex(ref writer, info.Locale);
        WriteIndex(ref writer, info.LocalizedText);
        if (info.AdditionalInfo is not null)
        {
            writer.WriteString(info.AdditionalInfo);
        }

        if (info.InnerStatusCode != default)
        {
            writer.WriteStatusCode(info.InnerStatusCode);
        }

        if (info.Inner is not null)
        {
            writer.WriteDiagnosticInfo(info.Inner);
        }
    }

    private static byte MaskOf(DiagnosticInfo info) => (byte)(
        (info.SymbolicId == -1 ? 0 : HasSymbolicId)
        | (info.NamespaceUri == -1 ? 0 : HasNamespaceUri)
        | (info.Locale == -1 ? 0 : HasLocale)
        | (info.LocalizedText == -1 ? 0 : HasLocalizedText)
        | (info.AdditionalInfo is null ? 0 : HasAdditionalInfo)
        | (info.InnerStatusCode == default ? 0 : HasInnerStatus)
        | (info.Inner is null ? 0 : HasInner));

    private static void WriteIndex(ref UaWriter writer, int index)
    {
        if (index != -1)
        {
            writer.WriteInt32(index);
        }
    }
}
