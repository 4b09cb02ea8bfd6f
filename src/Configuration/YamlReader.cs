using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace IndustrialGateway.Configuration;

/// <summary>Turns YAML text into nodes with positions; bounded, and without anchors, aliases and tags.</summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 32;
    private const int MaxNodes = 1_000_000;

    private readonly string _file;
    private readonly ConfigurationErrors _errors;
    private readonly Parser _parser;
    private int _nodes;

    private YamlReader(string file, string text, ConfigurationErrors errors)
    {
        _file = file;
        _errors = errors;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The document's root, or nothing when it could not be read: then an error says why.</summary>
    public static YamlNode? Read(string file, string text, ConfigurationErrors errors)
    {
        try
        {
            return new YamlReader(file, text, errors).ReadDocument();
        }
        catch (YamlException failure)
        {
            errors.Add(file, Position(failure.Start.Line), Position(failure.Start.Column), Sentence(failure.Message));
            return null;
        }
    }

    private YamlNode? ReadDocument()
    {
        Next();
        if (Next() is StreamEnd)
        {
            _errors.Add(_file, 1, 1, "The file is empty.");
            return null;
        }

        Next();
        var root = ReadNode(depth: 0);
        if (_parser.Current is DocumentEnd)
        {
            Next();
        }

        return _parser.Current is DocumentStart second
            ? throw Refusal(second, "Only one document is read: remove the second '---'.")
            : root;
    }

    /// <summary>Reads the node that the parser stands on and leaves the parser behind it.</summary>
    private YamlNode ReadNode(int depth)
    {
        var current = Current();
        if (depth > MaxDepth)
        {
            throw Refusal(current, $"Nested deeper than {MaxDepth} levels.");
        }

        if (++_nodes > MaxNodes)
        {
            throw Refusal(current, $"More than {MaxNodes:N0} values.");
        }

        if (current is AnchorAlias || current is NodeEvent { Anchor.IsEmpty: false })
        {
            throw Refusal(current, "Anchors and aliases (& and *) are not allowed; write it out or put it in quotes.");
        }

        if (current is NodeEvent { Tag.IsEmpty: false } tagged && !tagged.Tag.IsNonSpecific)
        {
            throw Refusal(current, "Tags (!) are not allowed; put the value in quotes if it begins with '!'.");
        }

        return current switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart start => ReadSequence(start, depth),
            MappingStart start => ReadMapping(start, depth),
            _ => throw Refusal(current, "A value was expected here."),
        };
    }

    private YamlScalar ReadScalar(Scalar scalar)
    {
        Next();
        return new YamlScalar(
            Position(scalar.Start.Line),
            Position(scalar.Start.Column),
            scalar.Value,
            Quoted: scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any));
    }

    private YamlSequence ReadSequence(SequenceStart start, int depth)
    {
        List<YamlNode> items = [];
        Next();
        while (_parser.Current is not SequenceEnd)
        {
            items.Add(ReadNode(depth + 1));
        }

        Next();
        return new YamlSequence(Position(start.Start.Line), Position(start.Start.Column), items);
    }

    private YamlMapping ReadMapping(MappingStart start, int depth)
    {
        var entries = new OrderedDictionary<string, YamlEntry>(StringComparer.Ordinal);
        Next();
        while (_parser.Current is not MappingEnd)
        {
            var at = Current();
            if (ReadNode(depth + 1) is not YamlScalar key)
            {
                throw Refusal(at, "A key must be a plain word.");
            }

            var entry = new YamlEntry(key, ReadNode(depth + 1));
            if (!entries.TryAdd(key.Text, entry))
            {
                _errors.Add(_file, key, $"'{key.Text}' is set twice, first in line {entries[key.Text].Key.Line}.");
            }
        }

        Next();
        return new YamlMapping(Position(start.Start.Line), Position(start.Start.Column), entries);
    }

    private ParsingEvent Next() =>
        _parser.MoveNext() ? Current() : throw new YamlException("The file ends too early.");

    private ParsingEvent Current() => _parser.Current ?? throw new YamlException("The file ends too early.");

    private static YamlException Refusal(ParsingEvent at, string message) => new(at.Start, at.End, message);

    private static int Position(long oneBased) => (int)Math.Clamp(oneBased, 1, int.MaxValue);

    private static string Sentence(string message) => message.EndsWith('.') ? message : message + ".";
}
