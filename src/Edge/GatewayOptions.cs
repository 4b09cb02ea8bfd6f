using IndustrialGateway.Configuration;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Sources.OpcUa;
using IndustrialGateway.Edge.Uplink;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.Edge;

/// <summary>Everything that <c>gateway.yaml</c> says.</summary>
internal sealed record GatewayOptions
{
    /// <summary>The gateway's name for programs, the one in its certificate: 1 to 63 of a-z, 0-9 and '-'.</summary>
    public required string Id { get; init; }

    /// <summary>The gateway's name for people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Where buffer, point table and quarantine lie.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Own certificate and trust for OPC UA: <c>own/</c>, <c>trusted/</c>, <c>rejected/</c>.</summary>
    public required string OpcUaCertificateFolder { get; init; }

    /// <summary>Where the keys of all OPC UA channels are written for Wireshark; null, as by default, is nowhere.</summary>
    public string? OpcUaKeyLogFile { get; init; }

    /// <summary>What an authority without a valid revocation list in <c>crl/</c> means.</summary>
    public RevocationCheck OpcUaRevocation { get; init; }

    public required BufferOptions Buffer { get; init; }

    public required UplinkOptions Uplink { get; init; }

    public required IReadOnlyList<OpcUaSourceOptions> Sources { get; init; }

    /// <summary>Reads the whole file; with errors in the list the result must not be used.</summary>
    public static GatewayOptions Read(string path, ConfigurationErrors errors)
    {
        var root = ConfigurationFile.Read(path, errors);
        var gateway = root.RequiredChild("gateway");
        var id = gateway.RequiredText("id");
        if (id.Length > 0 && !IsId(id))
        {
            gateway.Fail("id", "must be 1 to 63 of a-z, 0-9 and '-'");
        }

        var opcUa = root.Child("opcua");
        var options = new GatewayOptions
        {
            Id = id,
            DisplayName = gateway.Text("name", id) ?? id,
            DataFolder = root.RequiredFilePath("data"),
            OpcUaCertificateFolder = opcUa.FilePath("certificates") ?? Path.Combine(root.BaseFolder, "pki"),
            OpcUaRevocation = opcUa.Choice("revocation", RevocationCheck.WhenListed),
            OpcUaKeyLogFile = opcUa.FilePath("keyLog"),
            Buffer = BufferOptions.Read(root.Child("buffer")),
            Uplink = UplinkOptions.Read(root.RequiredChild("uplink"), id),
            Sources = ReadSources(root),
        };
        gateway.End();
        opcUa.End();
        root.End();
        return options;
    }

    private static List<OpcUaSourceOptions> ReadSources(Section root)
    {
        List<OpcUaSourceOptions> sources = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (var section in root.Required("sources") ? root.Children("sources") : [])
        {
            var source = OpcUaSourceOptions.Read(section);
            if (source.Name.Length > 0 && !names.Add(source.Name))
            {
                section.Fail("name", $"'{source.Name}' is taken by another source");
            }

            sources.Add(source);
        }

        return sources;
    }

    private static bool IsId(string text) =>
        text.Length <= 63 && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
}
