namespace IndustrialGateway.Faults;

/// <summary>A bug that <c>Faults.Host</c> can put into one of the product's programs.</summary>
/// <param name="Program">Which: its folder in <c>src</c>.</param>
/// <param name="Name">As the host knows it; <c>none</c> = the host with the product as it is.</param>
internal sealed record Bug(string Program, string Name)
{
    public const string Edge = "Edge";
    public const string Platform = "Platform";
}
