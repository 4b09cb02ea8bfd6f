using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec;

/// <summary>QualifiedName and LocalizedText (Part 6 §5.2.2.13 and §5.2.2.14).</summary>
public static class TextCodec
{
    private const byte HasLocale = 1;
    private const byte HasText = 2;

    public static QualifiedName ReadQualifiedName(this ref UaReader reader)
    {
        var index = reader.ReadUInt16();
        return new QualifiedName(index, reader.ReadString());
    }

    public static void WriteQualifiedName(this ref UaWriter writer, QualifiedName name)
    {
        writer.WriteUInt16(name.NamespaceIndex);
        writer.WriteString(name.Name);
    }

    public static LocalizedText ReadLocalizedText(this ref UaReader reader)
    {
        var mask = reader.ReadByte();
        if ((mask & ~(HasLocale | HasText)) != 0)
        {
            throw reader.Malformed($"0x{mask:X2} is no mask of a localized text.");
        }

        var locale = (mask & HasLocale) != 0 ? reader.ReadString() : null;
        return new LocalizedText(locale, (mask & HasText) != 0 ? reader.ReadString() : null);
    }

    public static void WriteLocalizedText(this ref UaWriter writer, LocalizedText text)
    {
        writer.WriteByte((byte)((text.Locale is null ? 0 : HasLocale) | (text.Text is null ? 0 : HasText)));
        if (text.Locale is not null)
        {
            writer.WriteString(text.Locale);
        }

        if (text.Text is not null)
        {
            writer.WriteString(text.Text);
        }
    }
}
