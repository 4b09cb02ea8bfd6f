using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IndustrialGateway.LinkEmulator.Profiles;

/// <summary>The members of a JSON object, each within its range; what is wrong is collected with its place, so that all mistakes are told at once.</summary>
internal sealed class Fields(JsonObject json, string place, List<string> mistakes)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public double Number(string name, double otherwise, double from, double to)
    {
        _known.Add(name);
        return json[name] is { } node ? Within(node, name, from, to) ?? otherwise : otherwise;
    }

    /// <summary>A member of which <c>null</c> means that it is not there.</summary>
    public int? WholeNumber(string name, int? otherwise, int from, int to)
    {
        _known.Add(name);
        if (!json.TryGetPropertyValue(name, out var node))
        {
            return otherwise;
        }

        return node is null ? null : (int?)Within(node, name, from, to) ?? otherwise;
    }

    public Interval Interval(string name, Interval otherwise, double from, double to)
    {
        var numbers = Numbers(name, [(from, to), (from, to)]);
        if (numbers is [var first, var last] && first > last)
        {
            mistakes.Add(string.Create(CultureInfo.InvariantCulture, $"{place}.{name} goes from {first} down to {last}: the smaller number comes first."));
        }

        return numbers is [var low, var high] ? new Interval(low, high) : otherwise;
    }

    /// <summary>An array of so many numbers; null when there is none or it is wrong.</summary>
    public double[]? Numbers(string name, ReadOnlySpan<(double From, double To)> ranges)
    {
        _known.Add(name);
        if (json[name] is not { } node)
        {
            return null;
        }

        if (node is not JsonArray array || array.Count != ranges.Length)
        {
            mistakes.Add($"{place}.{name} is {node.ToJsonString()}: {ranges.Length} numbers in brackets are expected.");
            return null;
        }

        var numbers = new double?[ranges.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Within(array[i], $"{name}[{i}]", ranges[i].From, ranges[i].To);
        }

        return numbers.Contains(null) ? null : [.. numbers.Select(number => number!.Value)]; // None is null.
    }

    /// <summary>Whether the member is there, though perhaps null.</summary>
    public bool Has(string name)
    {
        _known.Add(name);
        return json.ContainsKey(name);
    }

    public Fields? Section(string name)
    {
        _known.Add(name);
        switch (json[name])
        {
            case null:
                return null;
            case JsonObject section:
                return new Fields(section, $"{place}.{name}", mistakes);
            case var other:
                mistakes.Add($"{place}.{name} is {other.ToJsonString()}: an object in braces is expected.");
                return null;
        }
    }

    public string? Text(string name)
    {
        _known.Add(name);
        if (json[name] is not { } node)
        {
            return null;
        }

        if (node.GetValueKind() == JsonValueKind.String)
        {
            return node.GetValue<string>();
        }

        mistakes.Add($"{place}.{name} is {node.ToJsonString()}: a text is expected.");
        return null;
    }

    public void Require(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (json[name] is null)
            {
                mistakes.Add($"{place}.{name} is missing.");
            }
        }
    }

    public void Wrong(string name, string what) => mistakes.Add($"{place}.{name} {what}");

    /// <summary>What nobody asked for is a mistake too: a misspelt setting would have no effect, and nobody would know. Notes begin with _.</summary>
    public void RefuseOthers()
    {
        foreach (var (name, _) in json)
        {
            if (!name.StartsWith('_') && !_known.Contains(name))
            {
                mistakes.Add($"{place}.{name} is not known here; there are {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    private double? Within(JsonNode? node, string name, double from, double to)
    {
        if (node?.GetValueKind() == JsonValueKind.Number && node.GetValue<double>() is var number && number >= from && number <= to)
        {
            return number;
        }

        mistakes.Add(string.Create(
            CultureInfo.InvariantCulture, $"{place}.{name} is {node?.ToJsonString() ?? "null"}: a number from {from} to {to} is expected."));
        return null;
    }
}
