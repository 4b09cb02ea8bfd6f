namespace IndustrialGateway.Model;

/// <summary>The severity of an OPC UA status code (Part 4 §7.39): its two highest bits.</summary>
public enum Severity : byte
{
    Good = 0,
    Uncertain = 1,
    Bad = 2,
}

/// <summary>Reads the severity of an OPC UA status code.</summary>
public static class Quality
{
    /// <summary>The status of a value of which nothing is to be said.</summary>
    public const uint Good = 0;

    /// <summary>Severity 3 is reserved and read as Bad (Part 4 §7.39).</summary>
    public static Severity SeverityOf(uint status) => (status >> 30) switch
    {
        0 => Severity.Good,
        1 => Severity.Uncertain,
        _ => Severity.Bad,
    };

    public static bool IsGood(uint status) => status >> 30 == 0;

    public static bool IsUncertain(uint status) => status >> 30 == 1;

    public static bool IsBad(uint status) => status >> 30 >= 2;
}
