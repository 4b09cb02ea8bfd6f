using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Codec.Structures;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Tests.Channels;
using IndustrialGateway.OpcUa.Tests.Codec.Structures;
using IndustrialGateway.OpcUa.Tests.Messages;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Rogue.Tests.Fuzzing;

/// <summary>A decoder that peers reach, and good bytes for it, to be spoiled.</summary>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, Action<byte[]> Decode)
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("request", [.. Samples.Requests.Select(Wire.Encode)], static bytes => ServiceMessages.DecodeRequest(bytes, CodecLimits.Server)),
        new("response", [.. Samples.Responses.Select(Wire.Encode)], static bytes => ServiceMessages.DecodeResponse(bytes, CodecLimits.Client)),
        new("chunk", [Wire.Hello(), Wire.Acknowledge(), new ErrorMessage(StatusCode.BadTimeout, "late").Encode(), Wire.Open(), Wire.Message(5, 1, 2, 3, [1, 2, 3])], DecodeChunk),
        new("definition", [.. Definitions()], DecodeDefinition),
        .. Types.Select(type => new FuzzTarget($"structure{type.BodyId.Numeric}", [Body(type)], bytes =>
            StructureCodec.Read(new ExtensionObject(type.BodyId, ExtensionBody.Binary, bytes), PlantTypes.Table, CodecLimits.Client))),
    ];

    private static IReadOnlyList<DataTypeDescription> Types =>
        [PlantTypes.Position, PlantTypes.TypeA, PlantTypes.Union, PlantTypes.Machine, PlantTypes.Open, PlantTypes.Tree];

    private static byte[] Body(DataTypeDescription type) => PlantTypes.Make(type).Body.ToArray();

    private static IEnumerable<byte[]> Definitions()
    {
        foreach (var type in Types)
        {
            using var output = new PooledBufferWriter();
            var writer = new UaWriter(output);
            writer.WriteStructureDefinition(type.Structure!); // all of these have one
            writer.Flush();
            yield return output.WrittenSpan.ToArray();
        }
    }

    private static void DecodeDefinition(byte[] bytes)
    {
        var reader = new UaReader(bytes, CodecLimits.Client);
        reader.ReadStructureDefinition();
    }

    // As a connection reads it: the header first, then the whole as the message that it says it is.
    private static void DecodeChunk(byte[] bytes)
    {
        if (bytes.Length < ChunkHeader.Length)
        {
            return;
        }

        switch (ChunkHeader.Read(bytes, 65_536).Type)
        {
            case MessageType.Hello:
                Hello.Decode(bytes);
                break;
            case MessageType.Acknowledge:
                Acknowledge.Decode(bytes);
                break;
            case MessageType.Error:
                ErrorMessage.Decode(bytes);
                break;
            case MessageType.ReverseHello:
                ReverseHello.Decode(bytes);
                break;
        }
    }
}
