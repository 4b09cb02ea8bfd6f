using System.Globalization;
using System.Net;
using System.Text.Json.Serialization;

namespace IndustrialGateway.LinkEmulator;

/// <summary>One path between the two namespaces: a device of the same name in each, and its addresses.</summary>
/// <param name="Profile">With which it began.</param>
public sealed record EmulatedPath(
    int Number, string Profile, string Device, string GatewayV4, string GatewayV6, string PlatformV4, string PlatformV6)
{
    /// <summary>The platform's own addresses, which every path leads to.</summary>
    [JsonIgnore]
    public static string ServiceV4 => "10.99.255.1";

    [JsonIgnore]
    public static string ServiceV6 => "fd00:99:ff::1";

    internal static EmulatedPath Of(int number, string profile) => new(
        number,
        profile,
        string.Create(CultureInfo.InvariantCulture, $"path{number}"),
        string.Create(CultureInfo.InvariantCulture, $"10.99.{number}.1"),
        V6(number, end: 1),
        string.Create(CultureInfo.InvariantCulture, $"10.99.{number}.2"),
        V6(number, end: 2));

    /// <summary>As every program prints it.</summary>
    private static string V6(int number, int end) =>
        IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"fd00:99:{number:x}::{end}")).ToString();
}
