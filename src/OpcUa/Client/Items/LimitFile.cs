using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>
/// Keeps what was learnt of servers' limits in a file, which is replaced as a whole soon after each lesson and so is never half written. A damaged
/// one is ignored with a warning; a lesson is forgotten after 30 days, since servers are mended and replaced.
/// </summary>
public sealed partial class LimitFile : ILimitMemory
{
    internal const int MaxServers = 1000;
    internal const int MaxFileBytes = 1 << 20;

    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(30);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lesson> _lessons;
    private readonly LateSave _save;

    /// <param name="path">Its folder must be there; the file need not be.</param>
    public LimitFile(string path, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(time);
        _path = path;
        _time = time;
        _logger = logger;
        _lessons = Load();
        _save = new LateSave(Save);
    }

    public LearntLimits Recall(string server)
    {
        lock (_gate)
        {
            return _lessons.TryGetValue(server, out var lesson) && IsFresh(lesson) ? lesson.Limits : LearntLimits.None;
        }
    }

    public void Remember(string server, LearntLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        lock (_gate)
        {
            _lessons[server] = new Lesson(_time.GetUtcNow(), limits);
            while (_lessons.Count > MaxServers)
            {
                _lessons.Remove(_lessons.MinBy(lesson => lesson.Value.Learnt).Key);
            }
        }

        _save.Ask();
    }

    /// <inheritdoc/>
    public Task SavedAsync() => _save.SavedAsync();

    private bool IsFresh(Lesson lesson) => _time.GetUtcNow() - lesson.Learnt < MaxAge;

    private Dictionary<string, Lesson> Load()
    {
        try
        {
            var file = new FileInfo(_path);
            if (!file.Exists)
            {
                return [];
            }

            if (file.Length > MaxFileBytes)
            {
                LogDamaged(_path, $"it has {file.Length} bytes, more than {MaxFileBytes}");
                return [];
            }

            using var stream = file.OpenRead();
            var read = JsonSerializer.Deserialize(stream, LimitFileJson.Default.DictionaryStringLesson) ?? [];
            return read.Where(each => each.Value is { Limits.IsSound: true }).ToDictionary(StringComparer.Ordinal);
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            LogDamaged(_path, failure.Message);
            return [];
        }
    }

    private void Save()
    {
        Dictionary<string, Lesson> lessons;
        lock (_gate)
        {
            lessons = new Dictionary<string, Lesson>(_lessons);
        }

        var beside = _path + ".new";
        try
        {
            using (var stream = File.Create(beside))
            {
                JsonSerializer.Serialize(stream, lessons, LimitFileJson.Default.DictionaryStringLesson);
            }

            // Not forced to the disk: what a power cut makes of it is damage, which costs only that it is learnt again.
            File.Move(beside, _path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNotSaved(_path, failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Path} is ignored, and what OPC UA servers bear is learnt again: {Reason}")]
    private partial void LogDamaged(string path, string reason);

    [LoggerMessage(LogLevel.Warning, "What was learnt of an OPC UA server's limits cannot be kept in {Path}: {Reason}")]
    private partial void LogNotSaved(string path, string reason);

    internal sealed record Lesson(DateTimeOffset Learnt, LearntLimits Limits);
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Dictionary<string, LimitFile.Lesson>))]
internal sealed partial class LimitFileJson : JsonSerializerContext;
