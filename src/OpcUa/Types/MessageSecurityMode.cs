namespace IndustrialGateway.OpcUa.Types;

/// <summary>What a secure channel does to each message; the numbers are those on the wire (Part 4 §7.20).</summary>
public enum MessageSecurityMode
{
    Invalid = 0,
    None = 1,
    Sign = 2,
    SignAndEncrypt = 3,
}
