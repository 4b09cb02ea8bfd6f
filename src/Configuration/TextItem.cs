namespace IndustrialGateway.Configuration;

/// <summary>One text of a list, which can be found fault with at its own place.</summary>
public sealed class TextItem
{
    private readonly string _file;
    private readonly YamlNode _node;
    private readonly ConfigurationErrors _errors;

    internal TextItem(string file, YamlScalar node, ConfigurationErrors errors)
    {
        _file = file;
        _node = node;
        _errors = errors;
        Text = node.Text;
    }

    public string Text { get; }

    public void Fail(string message) => _errors.Add(_file, _node, message);
}
