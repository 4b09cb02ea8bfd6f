using CsCheck;
using IndustrialGateway.OpcUa.Tests.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Types;

public sealed class NodeIdTests
{
    [Theory]
    [InlineData("i=85")]
    [InlineData("ns=2;s=Machine.Speed")]
    [InlineData("ns=2;s=a;b=c")]
    [InlineData("ns=3;g=72962b91-fa75-4ae6-8d28-b404dc7daf63")]
    [InlineData("ns=4;b=AQI=")]
    [InlineData("s=")]
    public void A_node_id_is_read_as_it_is_printed(string text) => Assert.Equal(text, NodeId.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("x=1")]
    [InlineData("i=-1")]
    [InlineData("i=4294967296")]
    [InlineData("ns=65536;i=1")]
    [InlineData("ns=2")]
    [InlineData("g=1")]
    [InlineData("b=%%%")]
    public void What_is_no_node_id_is_refused(string text)
    {
        Assert.False(NodeId.TryParse(text, out _));
        Assert.Equal(StatusCode.BadNodeIdInvalid, Assert.Throws<UaException>(() => NodeId.Parse(text)).Status);
    }

    [Theory]
    [InlineData("nsu=urn:machine;s=Speed", "urn:machine")]
    [InlineData("nsu=http://a%3Bb%25/;i=1", "http://a;b%/")]
    [InlineData("svr=2;nsu=urn:machine;s=Speed", "urn:machine")]
    public void A_node_id_with_a_namespace_URI_is_read_as_it_is_printed(string text, string uri)
    {
        var id = ExpandedNodeId.Parse(text);

        Assert.Equal(uri, id.NamespaceUri);
        Assert.Equal(text, id.ToString());
    }

    [Fact]
    public void Whatever_node_id_is_printed_is_read_again() =>
        AnyValue.NodeIds.Sample(id => NodeId.TryParse(id.ToString(), out var read) && read == id && read.GetHashCode() == id.GetHashCode());

    [Fact]
    public void Ids_of_different_kinds_are_different()
    {
        NodeId[] ids = [new(1), new("1", 0), new(Guid.Empty, 0), new([1], 0), new(1, 1), new("1", 1)];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }
}
