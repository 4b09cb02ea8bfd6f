namespace IndustrialGateway.Cli.Points;

/// <summary>Resource names, whole or as short as people type them.</summary>
internal static class Names
{
    private const string Gateways = "gateways/";

    /// <summary><c>press-shop</c> or <c>gateways/press-shop</c> → <c>gateways/press-shop</c>; empty stays empty.</summary>
    public static string Gateway(string name) => name.Length == 0 || IsFull(name) ? name : Gateways + name;

    /// <summary>A machine's full name from its short one; empty stays empty.</summary>
    /// <exception cref="CliException">A short name without a gateway.</exception>
    public static string Equipment(string gateway, string name) =>
        name.Length == 0 || IsFull(name) ? name : $"{Required(gateway, name)}/equipment/{name}";

    /// <summary>A point's full name from its path.</summary>
    /// <exception cref="CliException">A path without a gateway.</exception>
    public static string Point(string gateway, string name) =>
        IsFull(name) ? name : $"{Required(gateway, name)}/points/{name}";

    public static bool IsGlob(string name) => name.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>What follows the last slash.</summary>
    public static string Last(string name) => name[(name.LastIndexOf('/') + 1)..];

    private static bool IsFull(string name) => name.StartsWith(Gateways, StringComparison.Ordinal);

    private static string Required(string gateway, string name) => gateway.Length > 0 ? Gateway(gateway) : throw new CliException(
        ExitCodes.Usage, $"'{name}' is not a full name.", "Say whose it is with --gateway, or give gateways/…/points/….");
}
