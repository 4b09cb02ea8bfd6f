using IndustrialGateway.Buffering;
using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Buffers;

/// <summary>The log of one class of data, with a sequence and a cursor of its own.</summary>
internal sealed record GatewayLog(DataClass Class, DurableBuffer Buffer);
