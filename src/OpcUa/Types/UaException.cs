using System.Globalization;

namespace IndustrialGateway.OpcUa.Types;

/// <summary>
/// The one exception of this stack: what went wrong as an OPC UA status, with what was expected and what came. Its message is one line of
/// bounded length, whatever a peer's text in it is: it goes to logs.
/// </summary>
public sealed class UaException : Exception
{
    // With what a log puts before it, a line stays below 1 KiB: a letter takes up to three bytes of UTF-8.
    private const int MaxPlainLength = 700;
    private const int MaxLength = 250;

    public UaException(StatusCode status, string message)
        : base($"{status}: {OneLine(message)}")
    {
        Status = status;
    }

    public UaException(StatusCode status, string message, Exception cause)
        : base($"{status}: {OneLine(message)}", cause)
    {
        Status = status;
    }

    public StatusCode Status { get; }

    private static string OneLine(string message)
    {
        var isPlain = !message.AsSpan().ContainsAnyExceptInRange(' ', '~');
        if (isPlain && message.Length <= MaxPlainLength)
        {
            return message;
        }

        var length = Math.Min(message.Length, isPlain ? MaxPlainLength : MaxLength);
        return string.Concat(message.Take(length).Where(IsOfALine)) + (length < message.Length ? "..." : "");
    }

    // A line end or a turn of the writing direction would let a peer forge other lines.
    private static bool IsOfALine(char letter) => char.GetUnicodeCategory(letter) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse);
}
