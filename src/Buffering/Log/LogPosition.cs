namespace IndustrialGateway.Buffering.Log;

/// <summary>A place between two records: the sequence after it, and the samples of all records before it.</summary>
internal readonly record struct LogPosition(long Sequence, long Samples);
