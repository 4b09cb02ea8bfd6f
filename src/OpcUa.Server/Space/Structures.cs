using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>Makes values of structures that the stack can write.</summary>
internal static class Structures
{
    /// <param name="encoding">The id of the type's binary encoding.</param>
    public static Variant Of<T>(NodeId encoding, T structure, UaWrite<T> write) => Variant.Of(Body(encoding, structure, write));

    public static Variant OfArray<T>(NodeId encoding, IEnumerable<T> structures, UaWrite<T> write) =>
        Variant.OfArray(BuiltInType.ExtensionObject, structures.Select(each => Body(encoding, each, write)).ToArray());

    public static ExtensionObject Body<T>(NodeId encoding, T structure, UaWrite<T> write)
    {
        using var body = new PooledBufferWriter(128);
        var writer = new UaWriter(body);
        write(ref writer, structure);
        writer.Flush();
        return new ExtensionObject(encoding, ExtensionBody.Binary, body.WrittenSpan.ToArray());
    }
}
