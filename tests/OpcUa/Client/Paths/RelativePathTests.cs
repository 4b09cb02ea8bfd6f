using CsCheck;
using IndustrialGateway.OpcUa.Client.Paths;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Client.Paths;

public sealed class RelativePathTests
{
    private static readonly QualifiedName Hierarchical = new(0, "HierarchicalReferences");

    private static readonly Gen<QualifiedName> Names =
        Gen.Select(Gen.UShort, Gen.Char["abc19/.<>:#!&"].Array[1, 6], (index, name) => new QualifiedName(index, new string(name)));

    private static readonly Gen<RelativePathStep> Steps = Gen.Select(
        Gen.OneOf(Names, Gen.Const(Hierarchical), Gen.Const(new QualifiedName(0, "Aggregates"))), Names, Gen.Bool, Gen.Bool,
        (type, target, inverse, subtypes) => new RelativePathStep(type, target, inverse, subtypes));

    /// <summary>The examples of the specification (Part 4 annex A.2).</summary>
    [Theory]
    [InlineData("/2:Block&.Output")]
    [InlineData("/3:Truck.0:NodeVersion", "/3:Truck.NodeVersion")]
    [InlineData("<1:ConnectedTo>1:Boiler/1:HeatSensor")]
    [InlineData("<1:ConnectedTo>1:Boiler/")]
    [InlineData("<0:HasChild>2:Wheel", "<HasChild>2:Wheel")]
    [InlineData("<!HasChild>Truck")]
    [InlineData("<HasChild>")]
    [InlineData("<#!2:Drives&&>12&:30")]
    [InlineData("/2:Plant/2:Press<HasComponent>2:Speed")]
    public void A_path_is_printed_as_it_was_read(string text, string? shorter = null) =>
        Assert.Equal(shorter ?? text, RelativePath.Parse(text).ToString());

    [Fact]
    public void A_path_says_which_references_are_followed()
    {
        var path = RelativePath.Parse("/2:Plant.Name<#!3:Drives>4:Belt");

        Assert.Equal(
            [
                new RelativePathStep(Hierarchical, new QualifiedName(2, "Plant")),
                new RelativePathStep(new QualifiedName(0, "Aggregates"), new QualifiedName(0, "Name")),
                new RelativePathStep(new QualifiedName(3, "Drives"), new QualifiedName(4, "Belt"), IsInverse: true, IncludeSubtypes: false),
            ],
            path.Steps);
    }

    [Fact]
    public void Any_path_is_read_as_what_was_printed() => Steps.Array[1, 5].Sample(steps =>
        RelativePath.Parse(new RelativePath(steps).ToString()).Steps.SequenceEqual(steps));

    [Theory]
    [InlineData("")]
    [InlineData("Plant")]
    [InlineData("//2:A")]
    [InlineData("/2:")]
    [InlineData("/70000:A")]
    [InlineData("<HasChild")]
    [InlineData("<>A")]
    [InlineData("/A&B")]
    [InlineData("/A&")]
    [InlineData("/A>")]
    public void What_is_no_path_is_refused_with_the_place(string text)
    {
        var refusal = Assert.Throws<UaException>(() => RelativePath.Parse(text));

        Assert.Equal(StatusCode.BadBrowseNameInvalid, refusal.Status);
        Assert.Contains("at ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_without_end_is_refused() =>
        Assert.Throws<UaException>(() => RelativePath.Parse(string.Concat(Enumerable.Repeat("/a", 1000))));
}
