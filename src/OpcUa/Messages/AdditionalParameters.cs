using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>One name with a value in the additional header of a request or response (Part 5 §12.23).</summary>
public readonly record struct AdditionalParameter(QualifiedName Key, Variant Value)
{
    internal const int MinBytes = 7;

    internal static AdditionalParameter Read(ref UaReader reader) => new(reader.ReadQualifiedName(), reader.ReadVariant());

    internal void Write(ref UaWriter writer)
    {
        writer.WriteQualifiedName(Key);
        writer.WriteVariant(Value);
    }
}

/// <summary>What goes in the header of a request or response beside the service: here, on which keys a secret is encrypted (Part 4 §7.1, Part 6 §6.8.2).</summary>
public static class AdditionalParameters
{
    /// <summary>The policy for which a client wants an ephemeral key: its URI.</summary>
    public const string PolicyUri = "ECDHPolicyUri";

    /// <summary>The server's <see cref="SignedEphemeralKey"/>, or the status that says why there is none.</summary>
    public const string Key = "ECDHKey";

    private const int MaxCount = 100; // more than any specification names

    /// <summary>The value of this name in an additional header; null where there is none.</summary>
    /// <exception cref="UaException">The header is malformed.</exception>
    public static Variant Find(ExtensionObject header, string name, CodecLimits limits)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(limits);
        if (header.Encoding != ExtensionBody.Binary || header.TypeId != new NodeId(MessageIds.AdditionalParametersType))
        {
            return Variant.Null;
        }

        var reader = new UaReader(header.Body.Span, limits with { MaxArrayLength = MaxCount });
        var parameters = reader.ReadArray(AdditionalParameter.MinBytes, AdditionalParameter.Read) ?? [];
        return parameters.FirstOrDefault(each => each.Key is { NamespaceIndex: 0 } key && key.Name == name).Value;
    }

    public static ExtensionObject Wrap(params AdditionalParameter[] parameters) => Structures.Wrap(
        MessageIds.AdditionalParametersType,
        parameters,
        static (ref writer, parameters) => writer.WriteArray(parameters, static (ref writer, each) => each.Write(ref writer)));
}

/// <summary>A server's ephemeral key, signed with its certificate's (Part 4 §7.15).</summary>
public sealed record SignedEphemeralKey(byte[] PublicKey, byte[] Signature)
{
    /// <summary>The structure in a parameter; null when it is something else.</summary>
    /// <exception cref="UaException">It is malformed.</exception>
    public static SignedEphemeralKey? Decode(Variant value, CodecLimits limits)
    {
        if (!value.TryGet<ExtensionObject>(out var body)
            || body.Encoding != ExtensionBody.Binary
            || body.TypeId != new NodeId(MessageIds.EphemeralKeyType))
        {
            return null;
        }

        var reader = new UaReader(body.Body.Span, limits);
        return new SignedEphemeralKey(reader.ReadByteString() ?? [], reader.ReadByteString() ?? []);
    }

    public ExtensionObject ToExtensionObject() => Structures.Wrap(MessageIds.EphemeralKeyType, this, static (ref writer, key) =>
    {
        writer.WriteByteString(key.PublicKey);
        writer.WriteByteString(key.Signature);
    });
}
