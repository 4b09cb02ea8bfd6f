using Google.Protobuf.Reflection;
using Google.Rpc;

namespace IndustrialGateway.Platform.Rpc;

/// <summary>The messages that may stand in a status's details; without them JSON transcoding answers 500 with no body.</summary>
internal static class ErrorTypes
{
    public static TypeRegistry Registry { get; } = TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor);
}
