namespace IndustrialGateway.Edge.Uplink.Paths.Radio;

/// <summary>Something that knows the radio's figures.</summary>
internal interface IRadio
{
    /// <summary>The figures of now; null where there is no modem, which is normal.</summary>
    /// <exception cref="RadioException">It should know them and does not.</exception>
    Task<RadioContext?> ReadAsync(CancellationToken cancellationToken);
}
