using System.Globalization;

namespace IndustrialGateway.Faults.Rows;

/// <summary>How long a row goes on: for so many cycles, or until so long after its start no other begins.</summary>
internal readonly record struct RunLength(int Cycles, TimeSpan? Longest = null)
{
    /// <summary>As it is asked for: <c>50</c>, or in minutes <c>60m</c>.</summary>
    public static RunLength Of(string text)
    {
        var inMinutes = text.EndsWith('m');
        if (!int.TryParse(inMinutes ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
        {
            throw new ArgumentException($"'{text}' is neither a number of cycles, as 50, nor of minutes, as 60m.");
        }

        return inMinutes ? new RunLength(int.MaxValue, TimeSpan.FromMinutes(number)) : new RunLength(number);
    }

    /// <summary>Whether no other cycle is to begin; one there is in any case.</summary>
    public bool IsOver(int cycles, TimeSpan elapsed) => cycles >= Cycles || (cycles > 0 && elapsed >= Longest);
}
