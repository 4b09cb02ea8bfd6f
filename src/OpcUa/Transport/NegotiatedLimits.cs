namespace IndustrialGateway.OpcUa.Transport;

/// <summary>What both sides agreed on with Hello and Acknowledge; zero means that the peer set no limit.</summary>
public sealed record NegotiatedLimits(
    int SendChunkSize,
    int ReceiveChunkSize,
    long MaxSendMessageSize,
    int MaxSendChunkCount,
    int MaxReceiveMessageSize,
    int MaxReceiveChunkCount);
