namespace IndustrialGateway.OpcUa.Transport;

/// <summary>
/// One whole chunk. Its bytes, headers included, belong to the connection and may be changed (decrypted) in place until the next read.
/// </summary>
/// <param name="Header">The checked header.</param>
/// <param name="Bytes">The whole chunk, one piece of memory.</param>
/// <param name="ReceivedTicks">When its first bytes left the socket: 100 ns since 1601 (UaDateTime.Ticks).</param>
public readonly record struct ReceivedChunk(ChunkHeader Header, Memory<byte> Bytes, long ReceivedTicks);
