using System.Globalization;

namespace IndustrialGateway.Configuration;

/// <summary>
/// A group of settings that is read by type. A wrong one becomes an error with its place and reads as its default, so
/// that reading always goes on to the end; <see cref="End"/> finds fault with the keys that nobody asked for.
/// </summary>
/// <remarks>Not for several threads at a time.</remarks>
public sealed class Section
{
    private readonly string _file;
    private readonly YamlMapping _mapping;
    private readonly ConfigurationErrors _errors;
    private readonly string _path;
    private readonly bool _unread;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    private Section(string file, YamlMapping mapping, ConfigurationErrors errors, string path, bool unread = false)
    {
        _file = file;
        _mapping = mapping;
        _errors = errors;
        _path = path;
        _unread = unread;
    }

    public IEnumerable<string> Keys => _mapping.Entries.Keys;

    /// <summary>The folder of the file: relative paths in it start there.</summary>
    public string BaseFolder => Path.GetDirectoryName(Path.GetFullPath(_file)) ?? Path.GetFullPath(".");

    public bool Has(string key)
    {
        _asked.Add(key);
        return _mapping.Entries.TryGetValue(key, out var entry) && entry.Value is not YamlScalar { IsEmpty: true };
    }

    /// <summary>Whether the key's value is a list, for settings that are one or several.</summary>
    public bool IsList(string key) => Node(key) is YamlSequence;

    /// <summary>Whether the key's value is a group of settings, for settings that are one value or several.</summary>
    public bool IsMapping(string key) => Node(key) is YamlMapping;

    /// <summary>A text that must be there; empty text when it is not.</summary>
    public string RequiredText(string key) => Required(key) ? Text(key) ?? "" : "";

    public string? Text(string key, string? fallback = null) => Scalar(key) is { } scalar ? scalar.Text : fallback;

    /// <summary>A path, made absolute from the file's folder.</summary>
    public string? FilePath(string key) => Text(key) is { } path ? Path.GetFullPath(path, BaseFolder) : null;

    public string RequiredFilePath(string key) => Required(key) ? FilePath(key) ?? "" : "";

    public bool Flag(string key, bool fallback = false) => Scalar(key) switch
    {
        null => fallback,
        { Text: "true" } => true,
        { Text: "false" } => false,
        { } other => Wrong(other, key, $"must be true or false, not '{other.Text}'", fallback),
    };

    public int Integer(string key, int fallback, int min, int max)
    {
        if (Scalar(key) is not { } scalar)
        {
            return fallback;
        }

        return int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max
            ? number
            : Wrong(scalar, key, $"must be a whole number from {min} to {max}, not '{scalar.Text}'", fallback);
    }

    public double Number(string key, double fallback, double min, double max)
    {
        if (Scalar(key) is not { } scalar)
        {
            return fallback;
        }

        return double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max
            ? number
            : Wrong(
                scalar,
                key,
                string.Create(CultureInfo.InvariantCulture, $"must be a number from {min} to {max}, not '{scalar.Text}'"),
                fallback);
    }

    /// <summary>A time with its unit: <c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>24h</c>, <c>30d</c>.</summary>
    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan min, TimeSpan max)
    {
        if (Scalar(key) is not { } scalar)
        {
            return fallback;
        }

        return Quantities.TryDuration(scalar.Text, out var duration) && duration >= min && duration <= max
            ? duration
            : Wrong(
                scalar,
                key,
                $"must be a time from {Quantities.Text(min)} to {Quantities.Text(max)}, e.g. 500ms or 10s, not '{scalar.Text}'",
                fallback);
    }

    /// <summary>A size with its unit: <c>64MiB</c>, <c>10GB</c>.</summary>
    public long Bytes(string key, long fallback, long min, long max)
    {
        if (Scalar(key) is not { } scalar)
        {
            return fallback;
        }

        return Quantities.TryBytes(scalar.Text, out var bytes) && bytes >= min && bytes <= max
            ? bytes
            : Wrong(
                scalar,
                key,
                $"must be a size from {Quantities.Text(min)} to {Quantities.Text(max)}, e.g. 64MiB, not '{scalar.Text}'",
                fallback);
    }

    /// <summary>An absolute address of one of the schemes, e.g. <c>https</c>.</summary>
    public Uri? Address(string key, params ReadOnlySpan<string> schemes)
    {
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }

        if (Uri.TryCreate(scalar.Text, UriKind.Absolute, out var address)
            && schemes.Contains(address.Scheme) && address.Host.Length > 0 && address.UserInfo.Length == 0)
        {
            return address;
        }

        // The text is not repeated: a password may stand in it.
        return Wrong<Uri?>(scalar, key, $"must be an address that starts with {string.Join(":// or ", schemes!)}://", null);
    }

    /// <summary>One of an enumeration's names, in any case.</summary>
    public T Choice<T>(string key, T fallback)
        where T : struct, Enum
    {
        if (Scalar(key) is not { } scalar)
        {
            return fallback;
        }

        var names = Enum.GetNames<T>();
        if (names.FirstOrDefault(name => name.Equals(scalar.Text, StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            return Enum.Parse<T>(found);
        }

        var hint = Spelling.Suggestion(scalar.Text, names);
        return Wrong(scalar, key, $"must be one of {string.Join(", ", names)}, not '{scalar.Text}'", fallback, hint);
    }

    /// <summary>The settings under a key; an empty section when the key is not there.</summary>
    public Section Child(string key)
    {
        switch (Node(key))
        {
            case null:
                return new Section(_file, new YamlMapping(_mapping.Line, _mapping.Column, Nothing), _errors, Join(key));
            case YamlMapping mapping:
                return new Section(_file, mapping, _errors, Join(key));
            case { } other:
                WrongKind(other, key, "settings (key: value)");
                return new Section(_file, new YamlMapping(other.Line, other.Column, Nothing), _errors, Join(key), unread: true);
        }
    }

    public Section RequiredChild(string key) =>
        Required(key) ? Child(key) : new Section(_file, _mapping with { Entries = Nothing }, _errors, Join(key), unread: true);

    /// <summary>A list whose items are groups of settings; empty when the key is not there.</summary>
    public IReadOnlyList<Section> Children(string key)
    {
        List<Section> children = [];
        foreach (var (index, item) in List(key).Index())
        {
            if (item is YamlMapping mapping)
            {
                children.Add(new Section(_file, mapping, _errors, $"{Join(key)}[{index}]"));
            }
            else
            {
                WrongKind(item, $"{key}[{index}]", "settings (key: value)");
            }
        }

        return children;
    }

    /// <summary>A list of texts, or one text alone; empty when the key is not there.</summary>
    public IReadOnlyList<TextItem> Texts(string key)
    {
        if (Node(key) is YamlScalar single)
        {
            return [new TextItem(_file, single, _errors)];
        }

        List<TextItem> texts = [];
        foreach (var (index, item) in List(key).Index())
        {
            if (item is YamlScalar { IsEmpty: false } scalar)
            {
                texts.Add(new TextItem(_file, scalar, _errors));
            }
            else
            {
                WrongKind(item, $"{key}[{index}]", "a text");
            }
        }

        return texts;
    }

    /// <summary>Settings whose keys are names that the file chooses, in the file's order.</summary>
    public IReadOnlyList<KeyValuePair<string, Section>> NamedChildren(string key)
    {
        var parent = Child(key);
        return [.. parent.Keys.ToArray().Select(name => KeyValuePair.Create(name, parent.Child(name)))];
    }

    /// <summary>Texts whose keys are names that the file chooses, in the file's order.</summary>
    public IReadOnlyList<KeyValuePair<string, TextItem>> NamedTexts(string key)
    {
        var parent = Child(key);
        List<KeyValuePair<string, TextItem>> texts = [];
        foreach (var name in parent.Keys.ToArray())
        {
            if (parent.Scalar(name) is { } scalar)
            {
                texts.Add(KeyValuePair.Create(name, new TextItem(_file, scalar, _errors)));
            }
        }

        return texts;
    }

    /// <summary>Whether the key is there; when not, that is an error.</summary>
    public bool Required(string key)
    {
        if (!Has(key) && !_unread)
        {
            _errors.Add(_file, _mapping, $"'{Join(key)}' is missing.");
        }

        return Has(key);
    }

    /// <summary>Finds fault with a setting's value.</summary>
    public void Fail(string key, string message) =>
        _errors.Add(_file, _mapping.Entries.TryGetValue(key, out var entry) ? entry.Value : _mapping, $"'{Join(key)}' {message}.");

    /// <summary>Finds fault with the section as a whole.</summary>
    public void Fail(string message) => _errors.Add(_file, _mapping, message);

    /// <summary>Every key that has not been asked for until now is unknown, and an error.</summary>
    public void End()
    {
        foreach (var (key, entry) in _mapping.Entries.Where(entry => !_asked.Contains(entry.Key)))
        {
            var hint = Spelling.Suggestion(key, _asked.Where(known => !_mapping.Entries.ContainsKey(known)));
            _errors.Add(_file, entry.Key, $"'{Join(key)}' is not a setting.{hint}");
        }
    }

    internal static Section Root(string file, YamlMapping mapping, ConfigurationErrors errors) =>
        new(file, mapping, errors, "");

    /// <summary>Stands for a file that could not be read: has nothing, and misses nothing.</summary>
    internal static Section Unread(string file, ConfigurationErrors errors) =>
        new(file, new YamlMapping(1, 1, Nothing), errors, "", unread: true);

    private static IReadOnlyDictionary<string, YamlEntry> Nothing { get; } = new Dictionary<string, YamlEntry>();

    private YamlNode? Node(string key) => Has(key) ? _mapping.Entries[key].Value : null;

    private YamlScalar? Scalar(string key)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case YamlScalar scalar:
                return scalar;
            case { } other:
                WrongKind(other, key, "one value");
                return null;
        }
    }

    private IReadOnlyList<YamlNode> List(string key)
    {
        switch (Node(key))
        {
            case null:
                return [];
            case YamlSequence sequence:
                return sequence.Items;
            case { } other:
                WrongKind(other, key, "a list");
                return [];
        }
    }

    private void WrongKind(YamlNode node, string key, string expected) =>
        _errors.Add(_file, node, $"'{Join(key)}' must be {expected}, not {node.Kind}.");

    private T Wrong<T>(YamlScalar at, string key, string message, T fallback, string hint = "")
    {
        _errors.Add(_file, at, $"'{Join(key)}' {message}.{hint}");
        return fallback;
    }

    private string Join(string key) => _path.Length == 0 ? key : $"{_path}.{key}";
}
