namespace IndustrialGateway.Buffering.Writing;

/// <summary>There is no room, and what is there may not be dropped for it: the disk is not to blame.</summary>
internal sealed class BufferFullException() : IOException("The buffer is full and must not drop what is in it.");
