namespace IndustrialGateway.Platform.Ingest.Instances;

/// <summary>Who says that it is a gateway: the certificate names the gateway, this which of those that may hold it.</summary>
/// <param name="Epoch">The epoch that it sends.</param>
/// <param name="Instance">Random bytes of the running process; null = a gateway of before, which does not tell.</param>
/// <param name="Run">Counts the starts on this buffer.</param>
internal readonly record struct Bearer(UInt128 Epoch, UInt128? Instance, ulong Run)
{
    /// <summary>Whether this is another process than the one that showed <paramref name="other"/>, or must be taken for one.</summary>
    public bool Displaces(Bearer other) => Instance is null || other.Instance is null
        ? Epoch == other.Epoch
        : Instance != other.Instance;
}
