using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Tests.Space;

public sealed class ReferenceListTests
{
    [Fact]
    public void A_snapshot_does_not_see_what_is_added_later()
    {
        var space = new AddressSpace("urn:test");
        var folder = space.AddFolder(space.Objects, new NodeId(1, 1), "folder");
        var before = folder.References;
        var count = before.Count;

        for (uint i = 0; i < 1_000; i++)
        {
            space.AddFolder(folder, new NodeId(i + 10, 1), $"f{i}");
        }

        Assert.Equal(count, before.Count);
        Assert.Equal(count, before.ToArray().Length);
        Assert.Equal(Enumerable.Range(10, 1_000).Select(i => (uint)i), folder.References.Skip(count).Select(each => each.Target.Id.Numeric));
        Assert.Throws<ArgumentOutOfRangeException>(() => before[count]);
    }
}
