namespace IndustrialGateway.Historian;

/// <summary>One sequence of records: those of one log of one buffer of one gateway.</summary>
/// <param name="Gateway">The gateway's id, from its certificate.</param>
/// <param name="Epoch">128 random bits made with the gateway's buffer.</param>
/// <param name="Log">The class of data, as the protocol numbers it.</param>
public readonly record struct StreamKey(string Gateway, UInt128 Epoch, byte Log);
