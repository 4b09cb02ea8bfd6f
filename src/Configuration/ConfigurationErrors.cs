namespace IndustrialGateway.Configuration;

/// <summary>Collects every mistake of a configuration, so that one look at it is enough to mend them all.</summary>
/// <remarks>Not for several threads at a time.</remarks>
public sealed class ConfigurationErrors
{
    /// <summary>More than this many are not kept: the file is not a configuration.</summary>
    public const int Limit = 1000;

    private readonly List<ConfigurationError> _errors = [];

    public bool Any => _errors.Count > 0;

    /// <summary>By file and position.</summary>
    public IReadOnlyList<ConfigurationError> All =>
        [.. _errors.OrderBy(e => e.File, StringComparer.Ordinal).ThenBy(e => e.Line).ThenBy(e => e.Column)];

    public void Add(string file, int line, int column, string message)
    {
        if (_errors.Count < Limit)
        {
            _errors.Add(new ConfigurationError(file, line, column, message));
        }
    }

    internal void Add(string file, YamlNode node, string message) => Add(file, node.Line, node.Column, message);
}
