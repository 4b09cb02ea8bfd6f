using System.Xml.Linq;

namespace IndustrialGateway.Architecture;

/// <summary>Holds which project may know which: the table is the layout of the product, read from the data path.</summary>
public sealed class ProjectTests
{
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Model"] = [],
        ["OpcUa"] = [],
        ["Buffering"] = [],
        ["Configuration"] = [],
        ["Protocol"] = [],
        ["OpcUa.Server"] = ["OpcUa"],
        ["Historian"] = ["Model"],
        ["Edge"] = ["Model", "OpcUa", "Buffering", "Protocol", "Configuration"],
        ["Platform"] = ["Model", "Protocol", "Historian", "Configuration"],
        ["Client"] = ["Model", "Protocol"],
        ["Cli"] = ["Client", "OpcUa", "Buffering"],
        ["Simulator"] = ["OpcUa.Server"],
    };

    // "Services" is not among them: OPC UA calls its requests so.
    private static readonly string[] FoldersByKind =
        ["Common", "Core", "Utils", "Helpers", "Interfaces", "Managers", "Models"];

    /// <summary>Every project under <c>src/</c>: one that is missing from the table fails.</summary>
    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateFiles(Repository.Source, "*.csproj", SearchOption.AllDirectories).Select(NameOf)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_layout_allows(string project)
    {
        Assert.Contains(project, MayReference.Keys);
        var file = Path.Combine(Repository.Source, project, $"IndustrialGateway.{project}.csproj");

        var references = XDocument.Load(file).Descendants("ProjectReference")
            .Select(reference => NameOf(reference.Attribute("Include")!.Value));

        Assert.Empty(references.Except(MayReference[project]));
    }

    [Fact]
    public void What_the_gateway_uses_is_clean_for_native_compilation()
    {
        var unready = MayReference["Edge"].Append("Edge")
            .Where(project => !File.ReadAllText(
                Path.Combine(Repository.Source, project, $"IndustrialGateway.{project}.csproj"))
                .Contains("<IsAotCompatible>true</IsAotCompatible>", StringComparison.Ordinal));

        Assert.Empty(unready);
    }

    [Fact]
    public void Folders_are_named_after_features_and_never_after_kinds()
    {
        var offences = Directory.EnumerateDirectories(Repository.Source, "*", SearchOption.AllDirectories)
            .Where(folder => FoldersByKind.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase))
            .Where(folder => !folder.Contains("node_modules", StringComparison.Ordinal));

        Assert.Empty(offences);
    }

    private static string NameOf(string projectFile) =>
        Path.GetFileNameWithoutExtension(projectFile.Replace('\\', '/'))["IndustrialGateway.".Length..];
}
