using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Tests.Services;

public sealed class TranslateServiceTests
{
    private static readonly NodeId Hierarchical = new(33);

    private readonly AddressSpace _space = new("urn:test:plant");

    [Fact]
    public void A_path_leads_to_its_node()
    {
        var machine = _space.AddFolder(_space.Objects, new NodeId("m", 1), "m");
        var speed = _space.AddVariable(machine, new NodeId("m.speed", 1), "speed", BuiltInType.Double, default);

        var result = Follow(Step("m"), Step("speed"));

        Assert.Equal(new ExpandedNodeId(speed.Id), Assert.Single(result.Targets).TargetId);
        Assert.Equal(StatusCode.BadNoMatch, Follow(Step("m"), Step("torque")).Status);
        Assert.Equal(StatusCode.BadBrowseNameInvalid, Follow(new RelativePathElement(Hierarchical, default)).Status);
        Assert.Equal(StatusCode.BadNothingToDo, Follow().Status);
    }

    [Fact]
    public void Going_back_and_forth_without_end_is_refused_and_a_request_looks_at_a_bounded_number_of_references()
    {
        for (var i = 0; i < 1_000; i++)
        {
            _space.AddFolder(_space.Objects, new NodeId($"f{i}", 1), "same");
        }

        var back = new RelativePathElement(Hierarchical, new QualifiedName(0, "Objects"), IsInverse: true);
        var endless = Enumerable.Range(0, 8_000).Select(i => i % 2 == 0 ? Step("same") : back).ToArray();

        Assert.Equal(StatusCode.BadQueryTooComplex, Follow(endless).Status);
        Assert.Equal(StatusCode.Good, Follow(endless[..100]).Status);
        var tight = new TranslateService(_space, new ServerLimits { MaxReferencesFollowed = 10_000 });
        Assert.Equal(StatusCode.BadQueryTooComplex, Follow(tight, endless[..100]).Status);
    }

    private BrowsePathResult Follow(params RelativePathElement[] path) => Follow(new TranslateService(_space, new ServerLimits()), path);

    private BrowsePathResult Follow(TranslateService service, RelativePathElement[] path) => Assert.Single(service.Translate(
        new TranslateBrowsePathsRequest { BrowsePaths = [new BrowsePath { StartingNode = _space.Objects.Id, Elements = path }] }).Results);

    private static RelativePathElement Step(string name) => new(Hierarchical, new QualifiedName(1, name));
}
