namespace IndustrialGateway.Edge.Uplink;

/// <summary>The platform has stored more of this epoch than the log ever held: the buffer is a restored old copy.</summary>
internal sealed class OldBufferException(long storedBefore, long nextSequence) : Exception(
    $"the platform has stored records up to {storedBefore - 1} of a log that itself ends at {nextSequence - 1}: "
    + "this buffer is an old copy that was put back");
