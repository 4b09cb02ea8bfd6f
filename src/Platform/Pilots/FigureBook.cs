using System.Buffers;
using System.Buffers.Binary;
using IndustrialGateway.Historian;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>
/// The figures of every subject by minute, hour and day. What a commit adds is journalled in the same commit as its
/// samples, so that a kill neither loses a count nor counts twice; from time to time the windows are written whole and
/// their journal is dropped.
/// </summary>
/// <remarks><see cref="Write"/> is called by the historian's one writer; reading is for any thread.</remarks>
internal sealed class FigureBook
{
    private const string Space = "pilots";

    /// <summary>Journal entries after which the windows are written whole: some seconds under load.</summary>
    private const int JournalLimit = 500;

    private const int ReadLimit = 1_000;

    private readonly IHistorian _historian;
    private readonly Lock _gate = new();
    private readonly Dictionary<(Window Window, string Subject), Figures> _windows = [];
    private readonly HashSet<(Window Window, string Subject)> _unwritten = [];
    private readonly Dictionary<string, int> _firstMinutes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _newSubjects = new(StringComparer.Ordinal);
    private ulong _journalFirst;
    private ulong _journalNext;
    private int _latestMinute = int.MinValue;
    private bool _mayForget;

    /// <summary>Reads the subjects, and what the journal holds beyond the written windows.</summary>
    public FigureBook(IHistorian historian)
    {
        _historian = historian;
        foreach (var (key, value) in Entries(FigureKeys.Subjects))
        {
            _firstMinutes[FigureKeys.SubjectOf(key)] = BinaryPrimitives.ReadInt32BigEndian(value);
        }

        ulong? first = null;
        foreach (var (key, value) in Entries(FigureKeys.Journal))
        {
            first ??= FigureKeys.JournalNumber(key);
            _journalNext = FigureKeys.JournalNumber(key) + 1;
            Add(FigureDelta.FromBytes(value));
        }

        _journalFirst = first ?? 0;
    }

    /// <summary>Counts <paramref name="delta"/> and puts it into the commit whose samples it counts.</summary>
    public void Write(FigureDelta delta, ISideEntries entries)
    {
        if (delta.IsEmpty)
        {
            return;
        }

        lock (_gate)
        {
            Forget();
            if (_journalNext - _journalFirst >= JournalLimit)
            {
                WriteWindows(entries);
            }

            entries.Put(Space, FigureKeys.JournalEntry(_journalNext++), delta.ToBytes());
            Add(delta);
        }
    }

    /// <summary>Every subject whose name begins so, in the order of names.</summary>
    public IReadOnlyList<string> Subjects(string prefix)
    {
        lock (_gate)
        {
            return [.. _firstMinutes.Keys
                .Where(subject => subject.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>The minute in which a subject was first counted; nothing when it never was.</summary>
    public int? FirstMinute(string subject)
    {
        lock (_gate)
        {
            return _firstMinutes.TryGetValue(subject, out var minute) ? minute : null;
        }
    }

    /// <summary>A copy of what was counted; all zero when nothing was.</summary>
    public Figures Read(Window window, string subject)
    {
        var copy = new Figures();
        lock (_gate)
        {
            if (_windows.TryGetValue((window, subject), out var figures))
            {
                copy.Add(figures);
                return copy;
            }
        }

        Load(window, subject, copy);
        return copy;
    }

    private void Add(FigureDelta delta)
    {
        foreach (var ((subject, minute), added) in delta.Figures)
        {
            _latestMinute = Math.Max(_latestMinute, minute);
            if (!_firstMinutes.TryGetValue(subject, out var first) || minute < first)
            {
                _firstMinutes[subject] = minute;
                _newSubjects.Add(subject);
            }

            var ofMinute = WindowOf(Window.Of(Period.Minute, minute), subject);
            var connected = !ofMinute.HasGood && added.HasGood ? 1 : 0;
            foreach (var period in Window.Periods)
            {
                var figures = WindowOf(Window.Of(period, minute), subject);
                figures.Add(added);
                figures[Count.ConnectedMinutes] += connected;
            }
        }
    }

    /// <summary>The window in memory, fetched when it is not there: late data opens old windows again.</summary>
    private Figures WindowOf(Window window, string subject)
    {
        if (!_windows.TryGetValue((window, subject), out var figures))
        {
            _windows[(window, subject)] = figures = new Figures();
            Load(window, subject, figures);
        }

        _unwritten.Add((window, subject));
        return figures;
    }

    private void Load(Window window, string subject, Figures into)
    {
        if (_historian.GetEntry(Space, FigureKeys.Of(window, subject)) is { } bytes)
        {
            ReadOnlySpan<byte> input = bytes;
            into.AddFrom(ref input);
        }
    }

    /// <summary>Every entry whose key begins with <paramref name="prefix"/>, one letter.</summary>
    private IEnumerable<KeyValuePair<byte[], byte[]>> Entries(byte[] prefix)
    {
        var from = prefix;
        byte[] end = [(byte)(prefix[0] + 1)];
        while (true)
        {
            var page = _historian.ReadEntries(Space, from, end, ReadLimit);
            foreach (var entry in page)
            {
                yield return entry;
            }

            if (page.Count < ReadLimit)
            {
                yield break;
            }

            from = [.. page[^1].Key, 0];
        }
    }

    /// <summary>The journal up to now is in the windows from here on.</summary>
    private void WriteWindows(ISideEntries entries)
    {
        foreach (var (window, subject) in _unwritten)
        {
            var output = new ArrayBufferWriter<byte>();
            _windows[(window, subject)].Write(output);
            entries.Put(Space, FigureKeys.Of(window, subject), output.WrittenSpan);
        }

        Span<byte> minute = stackalloc byte[sizeof(int)];
        foreach (var subject in _newSubjects)
        {
            BinaryPrimitives.WriteInt32BigEndian(minute, _firstMinutes[subject]);
            entries.Put(Space, FigureKeys.Subject(subject), minute);
        }

        for (; _journalFirst < _journalNext; _journalFirst++)
        {
            entries.Remove(Space, FigureKeys.JournalEntry(_journalFirst));
        }

        _unwritten.Clear();
        _newSubjects.Clear();
        _mayForget = true;
    }

    /// <summary>
    /// Lets go of windows that ended long ago. Only at the commit after the one that wrote them: until that has ended, what
    /// would be fetched again is what was there before.
    /// </summary>
    private void Forget()
    {
        if (!_mayForget)
        {
            return;
        }

        _mayForget = false;
        foreach (var key in _windows.Keys
            .Where(key => key.Window.End + key.Window.Minutes < _latestMinute && !_unwritten.Contains(key)).ToArray())
        {
            _windows.Remove(key);
        }
    }
}
