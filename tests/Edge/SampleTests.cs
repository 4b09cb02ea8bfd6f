using System.Text.RegularExpressions;
using IndustrialGateway.Client.Development;
using IndustrialGateway.Configuration;

namespace IndustrialGateway.Edge;

/// <summary>The sample that people start from must be right.</summary>
public sealed partial class SampleTests
{
    [Fact]
    public void The_sample_configuration_is_sound_and_its_comments_name_the_defaults()
    {
        using var folder = new TemporaryFolder();
        DevelopmentMaterial.Prepare(folder.Path, "press-shop", TimeProvider.System);
        folder.Write("press-01.password", "s3cret\n");
        var sample = File.ReadAllText(Path.Combine(Root(), "deploy", "gateway.yaml"));

        var plain = Read(folder, sample);
        var spelledOut = Read(folder, CommentedSetting().Replace(sample, "$1$2"));

        Assert.Equal(plain.Buffer, spelledOut.Buffer);
        Assert.Equal(plain.Uplink.Paths, spelledOut.Uplink.Paths);
        Assert.Equal(plain.Uplink with { Paths = [] }, spelledOut.Uplink with { Paths = [] });
        Assert.Equal(2, plain.Sources.Count);
        Assert.Equal(plain.Sources[0].PublishingInterval, spelledOut.Sources[0].PublishingInterval);
        Assert.Equal(plain.Sources[0].Item, spelledOut.Sources[0].Item);
        Assert.Equal(plain.Sources[0].StaleAfter, spelledOut.Sources[0].StaleAfter);
        Assert.Equal(plain.Sources[0].ItemsPerSubscription, spelledOut.Sources[0].ItemsPerSubscription);
    }

    [GeneratedRegex(@"^( +)# (\w+: )", RegexOptions.Multiline)]
    private static partial Regex CommentedSetting();

    private static GatewayOptions Read(TemporaryFolder folder, string text)
    {
        var errors = new ConfigurationErrors();
        var options = GatewayOptions.Read(folder.Write("gateway.yaml", text), errors);
        Assert.Empty(errors.All);
        return options;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "IndustrialGateway.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }
}
