using System.Buffers;
using System.Text;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>What one commit adds to the figures, by subject and minute; written beside the samples that it counts.</summary>
internal sealed class FigureDelta
{
    private const int MaxSubjectBytes = 4096;

    /// <summary>Kept for the next commit; a backlog's commit may count in many more minutes.</summary>
    private const int MaxIdle = 256;

    private readonly Dictionary<(string Subject, int Minute), Figures> _figures = [];
    private readonly Stack<Figures> _idle = [];

    public IReadOnlyDictionary<(string Subject, int Minute), Figures> Figures => _figures;

    public bool IsEmpty => _figures.Count == 0;

    /// <summary>The counts of a subject in a minute, to be added to.</summary>
    /// <param name="subject">A resource name, e.g. <c>gateways/press-shop/equipment/press-03</c>.</param>
    /// <param name="minute">Minutes since 1970-01-01 UTC.</param>
    public Figures Of(string subject, int minute)
    {
        if (!_figures.TryGetValue((subject, minute), out var figures))
        {
            _figures[(subject, minute)] = figures = _idle.TryPop(out var idle) ? idle : new Figures();
        }

        return figures;
    }

    public void Add(FigureDelta other)
    {
        foreach (var ((subject, minute), figures) in other._figures)
        {
            Of(subject, minute).Add(figures);
        }
    }

    /// <summary>The counts that it gave out are another subject's from now on.</summary>
    public void Clear()
    {
        foreach (var figures in _figures.Values.Take(MaxIdle - _idle.Count))
        {
            figures.Clear();
            _idle.Push(figures);
        }

        _figures.Clear();
    }

    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>();
        Varint.Write(output, (ulong)_figures.Count);
        foreach (var ((subject, minute), figures) in _figures)
        {
            Varint.Write(output, (ulong)Encoding.UTF8.GetByteCount(subject));
            Encoding.UTF8.GetBytes(subject, output);
            Varint.Write(output, (uint)minute);
            figures.Write(output);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are not what <see cref="ToBytes"/> makes.</exception>
    public static FigureDelta FromBytes(ReadOnlySpan<byte> input)
    {
        var delta = new FigureDelta();
        for (var left = Varint.Read(ref input); left > 0; left--)
        {
            var length = Varint.Read(ref input);
            if (length > MaxSubjectBytes || length > (ulong)input.Length)
            {
                throw new InvalidDataException($"A subject of {length} bytes does not fit into {input.Length}.");
            }

            var subject = Encoding.UTF8.GetString(input[..(int)length]);
            input = input[(int)length..];
            delta.Of(subject, (int)Varint.Read(ref input)).AddFrom(ref input);
        }

        return delta;
    }
}
