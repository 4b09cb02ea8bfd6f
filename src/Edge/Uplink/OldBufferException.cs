namespace IndustrialGateway.Edge.Uplink;

/// <summary>The platform has stored more of this epoch than the buffer ever held: the buffer is a restored old copy.</summary>
internal sealed class OldBufferException(long storedBefore, long nextSequence) : Exception(
    $"The platform has stored records up to {storedBefore - 1} of this buffer, which itself ends at {nextSequence - 1}: "
    + "it is an old copy that was put back. Its data is kept and not sent.");
