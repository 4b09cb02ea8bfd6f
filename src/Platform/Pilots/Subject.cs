namespace IndustrialGateway.Platform.Pilots;

/// <summary>The resource names of what figures are about.</summary>
internal static class Subject
{
    public const string Keys = "keys/";
    public const string Gateways = "gateways/";

    public static bool IsKey(string subject) => subject.StartsWith(Keys, StringComparison.Ordinal);
}
