namespace IndustrialGateway.Buffering.Log;

/// <summary>
/// What the first eight bytes of a file say: which kind, and in the last of them the format's number as a digit. In every format the
/// bytes that are checked, and where their checksum stands, are the same, so that a newer file is told from a damaged one.
/// </summary>
internal static class FileFormat
{
    private const int DigitAt = 56;

    /// <summary>The mark of a kind in a format of it.</summary>
    public static ulong Of(ulong first, int format) => first + ((ulong)(format - 1) << DigitAt);

    /// <summary>The format of a mark; null when it is another kind's or none.</summary>
    /// <exception cref="BufferFormatException">It is newer than <paramref name="newest"/>. Call it for bytes whose checksum is right.</exception>
    public static int? Read(ulong mark, ulong first, int newest, string path)
    {
        var digit = (int)(mark >> DigitAt) - '0';
        if (((mark ^ first) << 8) != 0 || digit is < 1 or > 9)
        {
            return null;
        }

        return digit <= newest ? digit : throw new BufferFormatException(path, digit, newest);
    }
}
