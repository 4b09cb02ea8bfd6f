using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary>A method's arguments as its server declares them (Part 3 §5.7); none where it declares none.</summary>
internal sealed record MethodSignature(IReadOnlyList<MethodArgument> Inputs, IReadOnlyList<MethodArgument> Outputs)
{
    private static readonly BrowseOptions Properties = new() { ReferenceTypeId = new NodeId(46) }; // HasProperty

    public static async Task<MethodSignature> ReadAsync(UaSession session, NodeId method, CancellationToken cancellationToken)
    {
        NodeId inputs = default;
        NodeId outputs = default;
        await foreach (var property in session.BrowseAsync(method, Properties, cancellationToken))
        {
            if (property.BrowseName.NamespaceIndex == 0 && session.Namespaces.TryResolve(property.NodeId, out var node))
            {
                inputs = property.BrowseName.Name == "InputArguments" ? node : inputs;
                outputs = property.BrowseName.Name == "OutputArguments" ? node : outputs;
            }
        }

        return new MethodSignature(
            await ArgumentsAsync(session, inputs, cancellationToken), await ArgumentsAsync(session, outputs, cancellationToken));
    }

    /// <summary>The typed texts as the values that the method wants.</summary>
    /// <exception cref="CliException">They are too few, too many or of other types.</exception>
    public async Task<Variant[]> ParseAsync(UaSession session, string[] texts, CancellationToken cancellationToken)
    {
        if (texts.Length != Inputs.Count)
        {
            throw new CliException(
                ExitCodes.Usage, $"The method takes {Inputs.Count} arguments, not {texts.Length}.", await DescribeAsync(session, cancellationToken));
        }

        var parser = new ValueTexts(session.Namespaces);
        var values = new Variant[texts.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            var type = await session.DataTypes.FindAsync(Inputs[i].DataType, cancellationToken);
            values[i] = type is { BuiltIn: not BuiltInType.Variant }
                ? parser.Parse(texts[i], type.BuiltIn, Inputs[i].ValueRank, type.Enumeration)
                : throw new CliException(ExitCodes.Usage, $"The type of argument {Inputs[i].Name} is none whose values can be typed.");
        }

        return values;
    }

    private async Task<string> DescribeAsync(UaSession session, CancellationToken cancellationToken)
    {
        await session.DataTypes.FindAllAsync(Inputs.Select(input => input.DataType), cancellationToken);
        return string.Join('\n', Inputs.Select(input =>
            $"{input.Name}: {session.DataTypes.Known.Find(input.DataType)?.Name.Name ?? input.DataType.ToString()}{(input.ValueRank > 0 ? "[]" : "")}"));
    }

    private static async Task<IReadOnlyList<MethodArgument>> ArgumentsAsync(UaSession session, NodeId node, CancellationToken cancellationToken)
    {
        if (node.IsNull)
        {
            return [];
        }

        var read = (await session.ReadAsync([new ReadValueId(node)], cancellationToken))[0];
        if (read.Status.IsBad)
        {
            throw new UaException(read.Status, $"The method's arguments cannot be read: {read.Status}.");
        }

        return read.Value.Reference is ExtensionObject[] bodies
            ? [.. bodies.Select(body => StandardStructures.Decode(body, CodecLimits.Client)).OfType<MethodArgument>()]
            : [];
    }
}
