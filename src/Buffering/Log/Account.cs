namespace IndustrialGateway.Buffering.Log;

/// <summary>What became of all records that were taken: each is in exactly one of these.</summary>
/// <param name="Acknowledged">Safe elsewhere.</param>
/// <param name="Pending">Still there, or not yet on the medium.</param>
/// <param name="Lost">Neither.</param>
internal readonly record struct Account(Tally Acknowledged, Tally Pending, Losses Lost);
