namespace IndustrialGateway.OpcUa.Security;

/// <summary>How certain it must be that an authority has not taken a certificate back (Part 4 §6.1.3, "Find Revocation List" and after).</summary>
public enum RevocationCheck
{
    /// <summary>
    /// Whom a list names is refused; an authority without a list, or with one that is out of date, is warned of in the log and believed.
    /// The specification lets an administrator suppress these two errors, and a list that nobody renewed shall not stop a plant.
    /// </summary>
    WhenListed,

    /// <summary>An authority needs a list that is not out of date, or what it issued is refused.</summary>
    Required,
}
