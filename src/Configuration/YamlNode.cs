namespace IndustrialGateway.Configuration;

/// <summary>A piece of a YAML document that knows where it stands; line and column count from 1.</summary>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>What a person calls it in a message.</summary>
    public abstract string Kind { get; }
}

internal sealed record YamlScalar(int Line, int Column, string Text, bool Quoted) : YamlNode(Line, Column)
{
    public override string Kind => "a value";

    /// <summary>Nothing was written after the key.</summary>
    public bool IsEmpty => !Quoted && Text is "" or "~" or "null";
}

internal sealed record YamlSequence(int Line, int Column, IReadOnlyList<YamlNode> Items) : YamlNode(Line, Column)
{
    public override string Kind => "a list";
}

internal sealed record YamlMapping(int Line, int Column, IReadOnlyDictionary<string, YamlEntry> Entries)
    : YamlNode(Line, Column)
{
    public override string Kind => "a group of settings";
}

/// <summary>A key with its value; the order in the file is the order of the mapping.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
