namespace IndustrialGateway.Platform.Catalogue;

/// <summary>Takes resource names apart: <c>gateways/{gateway}/points/{path}</c> and its kin.</summary>
internal static class ResourceName
{
    private const string Gateways = "gateways/";

    /// <summary>The gateway of <c>gateways/{gateway}</c>.</summary>
    public static bool TryGateway(string name, out string gateway)
    {
        gateway = name.StartsWith(Gateways, StringComparison.Ordinal) ? name[Gateways.Length..] : string.Empty;
        return gateway.Length > 0 && !gateway.Contains('/');
    }

    /// <summary>The parts of <c>gateways/{gateway}/points/{path}</c>.</summary>
    public static bool TryPoint(string name, out string gateway, out string path) =>
        TryChild(name, "/points/", out gateway, out path);

    /// <summary>The parts of <c>gateways/{gateway}/equipment/{equipment}</c>.</summary>
    public static bool TryEquipment(string name, out string gateway, out string equipment) =>
        TryChild(name, "/equipment/", out gateway, out equipment);

    private static bool TryChild(string name, string collection, out string gateway, out string child)
    {
        gateway = child = string.Empty;
        var at = name.IndexOf(collection, StringComparison.Ordinal);
        if (at < 0 || !TryGateway(name[..at], out gateway))
        {
            return false;
        }

        child = name[(at + collection.Length)..];
        return child.Length > 0;
    }
}
