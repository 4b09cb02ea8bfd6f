using System.Buffers.Binary;
using System.Text;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>The names under which figures are kept; big-endian, so that they sort by time.</summary>
internal static class FigureKeys
{
    public static readonly byte[] Journal = "j"u8.ToArray();
    public static readonly byte[] Subjects = "s"u8.ToArray();

    /// <summary><c>j</c> and the number of the commit.</summary>
    public static byte[] JournalEntry(ulong number)
    {
        var key = new byte[9];
        key[0] = (byte)'j';
        BinaryPrimitives.WriteUInt64BigEndian(key.AsSpan(1), number);
        return key;
    }

    public static ulong JournalNumber(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt64BigEndian(key[1..]);

    /// <summary><c>w</c>, the period, the window's start and the subject.</summary>
    public static byte[] Of(Window window, string subject)
    {
        var key = new byte[6 + Encoding.UTF8.GetByteCount(subject)];
        key[0] = (byte)'w';
        key[1] = (byte)window.Period;
        BinaryPrimitives.WriteInt32BigEndian(key.AsSpan(2), window.Start);
        Encoding.UTF8.GetBytes(subject, key.AsSpan(6));
        return key;
    }

    /// <summary><c>s</c> and the subject; the value is the minute in which it was first seen.</summary>
    public static byte[] Subject(string subject) => [.. Subjects, .. Encoding.UTF8.GetBytes(subject)];

    public static string SubjectOf(ReadOnlySpan<byte> key) => Encoding.UTF8.GetString(key[1..]);
}
