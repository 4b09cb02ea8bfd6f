namespace IndustrialGateway.OpcUa.Transport;

/// <summary>The three letters at the start of every chunk (Part 6 §6.7.2.2, §7.1.2.2), lowest byte first.</summary>
public enum MessageType
{
    Hello = 'H' | ('E' << 8) | ('L' << 16),
    Acknowledge = 'A' | ('C' << 8) | ('K' << 16),
    Error = 'E' | ('R' << 8) | ('R' << 16),
    ReverseHello = 'R' | ('H' << 8) | ('E' << 16),
    OpenChannel = 'O' | ('P' << 8) | ('N' << 16),
    Message = 'M' | ('S' << 8) | ('G' << 16),
    CloseChannel = 'C' | ('L' << 8) | ('O' << 16),
}

/// <summary>Whether more chunks of the message follow (Part 6 §6.7.2.2).</summary>
public enum ChunkKind : byte
{
    Final = (byte)'F',
    Intermediate = (byte)'C',
    Abort = (byte)'A',
}
