using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Edge.Sources.OpcUa.Filling;

/// <summary>
/// What a source must know after the gateway was off: until when its machine was read, and which gaps are still to be filled. The gaps lie
/// in a file that is replaced as a whole soon after each change; one that is damaged costs that these gaps stay, and is said. Any thread.
/// </summary>
internal sealed partial class SourceMemory
{
    /// <summary>Gaps that wait; what is more stays a gap.</summary>
    internal const int MaxFills = 1_000;

    /// <summary>Nodes that all of them may name.</summary>
    internal const int MaxNodes = 500_000;

    private const long MaxFileBytes = 256 << 20;

    private readonly string? _path;
    private readonly HeardFile? _heard;
    private readonly string _source;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly List<PendingFill> _fills;
    private readonly Channel<bool> _changed = NewSignal();
    private readonly Channel<bool> _added = NewSignal();
    private bool _isFull;
    private bool _isUnsaved;

    /// <param name="folder">Is made when it is not there; null: nothing is kept.</param>
    public SourceMemory(string? folder, string source, ILogger logger)
    {
        (_source, _logger) = (source, logger);
        if (folder is not null)
        {
            _path = Path.Combine(folder, source + ".json");
            _heard = new HeardFile(Path.Combine(folder, source + ".heard"));
        }

        (FoundTicks, _fills) = (LoadHeard(), Load());
        HasHeard = FoundTicks > 0;
        if (_fills.Count > 0)
        {
            _added.Writer.TryWrite(true);
        }
    }

    /// <summary>Until when the machine had been read before this process began, 100 ns ticks since 1601; 0 = not known.</summary>
    public long FoundTicks { get; }

    /// <summary>Until when the machine has been read is known.</summary>
    public bool HasHeard { get; private set; }

    /// <summary>The oldest gap that is to be filled; null when there is none.</summary>
    public PendingFill? First
    {
        get
        {
            lock (_gate)
            {
                return _fills.Count > 0 ? _fills[0] : null;
            }
        }
    }

    /// <summary>All that the machine said until then has come. The last word counts: the gateway's clock may have been set back.</summary>
    public void Hear(long ticks)
    {
        lock (_gate)
        {
            HasHeard = true;
            Try(() => _heard?.Write(ticks));
        }
    }

    public void Add(PendingFill fill)
    {
        var (fits, isNews) = TryAdd(fill);
        if (fits)
        {
            _changed.Writer.TryWrite(true);
            _added.Writer.TryWrite(true);
        }
        else if (isNews)
        {
            LogTooMany(_source, MaxFills);
        }
    }

    /// <summary>The fill has come further, or to its end, which is null.</summary>
    public void Replace(PendingFill fill, PendingFill? by)
    {
        lock (_gate)
        {
            var place = _fills.FindIndex(each => each.Id == fill.Id);
            if (by is null)
            {
                _fills.RemoveAt(place);
            }
            else
            {
                _fills[place] = by;
            }
        }

        _changed.Writer.TryWrite(true);
    }

    /// <summary>Ends when there is something to be filled, or may be.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await _added.Reader.ReadAsync(cancellationToken);

    /// <summary>Ends a wait.</summary>
    public void Wake() => _added.Writer.TryWrite(true);

    /// <summary>Saves each change until it is cancelled, and then once more.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _changed.Reader.WaitToReadAsync(cancellationToken))
            {
                _changed.Reader.TryRead(out _);
                Save();
            }
        }
        finally
        {
            Save();
        }
    }

    private (bool Fits, bool IsNews) TryAdd(PendingFill fill)
    {
        lock (_gate)
        {
            var fits = _fills.Count < MaxFills && _fills.Sum(each => each.Nodes.Count) + fill.Nodes.Count <= MaxNodes;
            if (fits)
            {
                _fills.Add(fill);
            }

            var isNews = fits == _isFull;
            _isFull = !fits;
            return (fits, isNews);
        }
    }

    private static Channel<bool> NewSignal() =>
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private long LoadHeard()
    {
        try
        {
            return _heard?.Read() ?? 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogDamaged(_path!, _source, failure.Message); // there is a file, hence a folder
            return 0;
        }
    }

    private List<PendingFill> Load()
    {
        try
        {
            if (_path is null || !File.Exists(_path))
            {
                return [];
            }

            using var stream = File.OpenRead(_path);
            if (stream.Length <= MaxFileBytes
                && JsonSerializer.Deserialize(stream, SourceMemoryJson.Default.Content) is { Fills: { } fills })
            {
                return Sound(fills);
            }

            LogDamaged(_path, _source, "it does not hold what it should");
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            LogDamaged(_path!, _source, failure.Message); // without a path there is nothing to read
        }

        return [];
    }

    private List<PendingFill> Sound(IReadOnlyList<PendingFill> fills)
    {
        List<PendingFill> sound = [.. fills.Where(fill => fill?.Nodes is not null && fill.ToTicks > fill.FromTicks)];
        if (sound.Count < fills.Count)
        {
            LogSenseless(_source, fills.Count - sound.Count, _path!); // they were read from there
        }

        return sound;
    }

    private void Save()
    {
        if (_path is null)
        {
            return;
        }

        byte[] content;
        lock (_gate)
        {
            content = JsonSerializer.SerializeToUtf8Bytes(new Content(_fills), SourceMemoryJson.Default.Content);
        }

        Try(() => DurableFile.Replace(_path, content));
    }

    /// <summary>What cannot be kept is said once.</summary>
    private void Try(Action save)
    {
        try
        {
            save();
            _isUnsaved = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!_isUnsaved)
            {
                LogNotSaved(_path!, _source, failure.Message); // something was to be saved there
            }

            _isUnsaved = true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Source {Source}: {Path} is ignored, and gaps that were to be filled stay gaps: {Reason}")]
    private partial void LogDamaged(string path, string source, string reason);

    [LoggerMessage(LogLevel.Warning, "Source {Source}: {Count} gaps in {Path} name no points or no time; they stay gaps")]
    private partial void LogSenseless(string source, int count, string path);

    [LoggerMessage(LogLevel.Warning, "Source {Source}: which gaps are to be filled cannot be kept in {Path}, and is forgotten if the gateway stops now: {Reason}")]
    private partial void LogNotSaved(string path, string source, string reason);

    [LoggerMessage(LogLevel.Warning, "Source {Source}: {Count} gaps wait for being filled already; those that come stay until there is room")]
    private partial void LogTooMany(string source, int count);

    internal sealed record Content(IReadOnlyList<PendingFill> Fills);
}

[JsonSerializable(typeof(SourceMemory.Content))]
internal sealed partial class SourceMemoryJson : JsonSerializerContext;
