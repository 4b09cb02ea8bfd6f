using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using static IndustrialGateway.Rogue.Tests.Sessions.RogueAnswers;

namespace IndustrialGateway.Rogue.Tests.Sessions;

/// <summary>E1, E2, E6, E12: address spaces without an end, continuation points that come again, names that are weapons.</summary>
internal static class BrowseInputs
{
    private static readonly NodeId Root = new(84);
    private static readonly BrowseOptions Short = new() { MaxPages = 100, MaxReferences = 20_000 };

    public static IEnumerable<BadInput> All => [.. Endless(), .. Points(), .. Types(), .. Names()];

    private static IEnumerable<BadInput> Endless()
    {
        var page = 0;
        yield return Browsing("E1", "children without an end", _ => Page([(byte)1], [.. Enumerable.Range(0, 100).Select(_ => Child($"{page++}"))]), StatusCode.BadTooManyMatches);
        yield return Browsing("E1", "1,000 children in one page", _ => Page(null, [.. Enumerable.Range(0, 1_000).Select(i => Child($"{i}"))]), StatusCode.Good, 64 * 1024 * 1024);
        yield return Browsing("E1", "a node that is its own parent", _ => Page(null, [new ReferenceDescription { NodeId = new ExpandedNodeId(Root), BrowseName = new QualifiedName(0, "self") }]), StatusCode.Good);
        yield return Browsing("E1", "a page of the same child again and again", _ => Page([1], [Child("same")]), StatusCode.BadTooManyMatches);
        yield return Browsing("E1", "a bad status with children and a point", _ => Page([1], [Child("x")]) with { Status = StatusCode.BadNodeIdUnknown }, StatusCode.BadNodeIdUnknown);
        yield return Serving("E1", "a cycle of 10,000 nodes, one browse each", request => request is BrowseRequest browse
            ? new BrowseResponse { Results = [.. browse.NodesToBrowse.Select(node => Page(null, [Child($"{node.NodeId}")]))] } : null, async session =>
        {
            var node = Root;
            for (var depth = 0; depth < 300; depth++)
            {
                var browsed = await session.BrowseAsync([node], Short, TestContext.Current.CancellationToken);
                node = browsed[0].References[0].NodeId.NodeId;
            }
        }, mayTake: 64 * 1024 * 1024);
    }

    private static IEnumerable<BadInput> Points()
    {
        var number = 0;
        (string What, Func<byte[]?> Point)[] points =
        [
            ("the same", () => [7]), ("always another", () => BitConverter.GetBytes(number++)), ("of 10,000 bytes", () => new byte[10_000]), ("between two", () => [(byte)(number++ % 2)]),
        ];
        foreach (var (what, point) in points)
        {
            yield return Browsing("E2", $"pages that bring nothing, with a point that is {what}", _ => Page(point(), []), StatusCode.BadTooManyMatches, 32 * 1024 * 1024);
            yield return Browsing("E2", $"pages that bring one child, with a point that is {what}", _ => Page(point(), [Child($"{number++}")]), StatusCode.BadTooManyMatches, 128 * 1024 * 1024);
        }

        yield return Refused("E2", "no result for a continuation point", request => request is BrowseNextRequest ? new BrowseNextResponse() : request is BrowseRequest ? new BrowseResponse { Results = [Page([1], [])] } : null, "BadUnknownResponse");
        yield return Refused("E2", "two results for a continuation point", request => request is BrowseNextRequest { ReleaseContinuationPoints: false } ? new BrowseNextResponse { Results = [Page(null, []), Page(null, [])] } : request is BrowseRequest ? new BrowseResponse { Results = [Page([1], [])] } : null, "BadUnknownResponse");
        yield return Refused("E2", "a fault for a continuation point", request => request is BrowseNextRequest ? Raw.HonestAnswers.Fault(StatusCode.BadContinuationPointInvalid) : request is BrowseRequest ? new BrowseResponse { Results = [Page([1], [])] } : null, "BadContinuationPointInvalid");
        yield return Browsing("E2", "no continuation points, for ever", _ => new BrowseResult { Status = StatusCode.BadNoContinuationPoints }, StatusCode.BadNoContinuationPoints);
        foreach (var count in (int[])[0, 2, 1_000])
        {
            yield return Refused("E3", $"{count} results for one node", request => request is BrowseRequest ? new BrowseResponse { Results = [.. Enumerable.Repeat(new BrowseResult(), count)] } : null, "BadUnknownResponse");
            yield return Reading("E3", $"{count} values for one node", _ => new ReadResponse { Results = new DataValue[count] }, "BadUnknownResponse");
        }
    }

    private static IEnumerable<BadInput> Types()
    {
        var type = 10_000u;
        yield return Browsing("E6", "a DataType above every DataType", _ => Page(null, [new ReferenceDescription { NodeId = new ExpandedNodeId(new NodeId(type++, 1)), ReferenceTypeId = new NodeId(45), NodeClass = NodeClasses.DataType }]), StatusCode.Good);
        yield return Browsing("E6", "a DataType that is its own supertype", _ => Page(null, [new ReferenceDescription { NodeId = new ExpandedNodeId(Root), ReferenceTypeId = new NodeId(45), NodeClass = NodeClasses.DataType }]), StatusCode.Good);
        yield return Reading("E6", "a definition of rubbish", _ => new ReadResponse { Results = [new DataValue(Variant.Of(new ExtensionObject(new NodeId(122), ExtensionBody.Binary, new byte[] { 0xFF, 1, 2 })))] }, "");
    }

    private static IEnumerable<BadInput> Names()
    {
        (string What, string Name)[] names =
        [
            ("a script", "<img src=x onerror=alert(1)>"), ("SQL", "'; DROP TABLE points; --"), ("a path", "../../../../etc/passwd"), ("a formula", "=cmd|' /C calc'!A0"), ("line protocol", "x,y=1 z=2\nw v=3"), ("64 KiB", new string('a', 65_536)),
            ("right-to-left", "\u202Egnp.exe"), ("NUL", "a\0b"), ("combined letters", "e\u0301"), ("the same letter composed", "\u00E9"), ("empty", ""), ("a lone surrogate", "\uD800"), ("a template", "${jndi:ldap://x/a} {{7*7}}"),
        ];
        foreach (var (what, name) in names)
        {
            yield return Serving("E12", $"a browse name that is {what}", request => request is BrowseRequest
                ? new BrowseResponse { Results = [Page(null, [new ReferenceDescription { NodeId = new ExpandedNodeId(new NodeId(name, 1)), BrowseName = new QualifiedName(1, name), DisplayName = new LocalizedText(name, name) }])] } : null,
                async session =>
                {
                    var browsed = await session.BrowseAsync([Root], Short, TestContext.Current.CancellationToken);
                    Assert.Equal(name == "\uD800" ? "\uFFFD" : name, browsed[0].References[0].BrowseName.Name);
                });
        }

        yield return Serving("E12", "two children that normalisation makes one", request => request is BrowseRequest
            ? new BrowseResponse { Results = [Page(null, [Child("e\u0301"), Child("\u00E9")])] } : null,
            async session => Assert.Equal(2, (await session.BrowseAsync([Root], Short, TestContext.Current.CancellationToken))[0].References.Select(each => each.BrowseName).Distinct().Count()));
    }

    private static BadInput Browsing(string id, string what, Func<int, BrowseResult> page, StatusCode expected, long mayTake = 16 * 1024 * 1024)
    {
        var pages = 0;
        return Serving(id, what, request => request switch
        {
            BrowseNextRequest { ReleaseContinuationPoints: true } => new BrowseNextResponse(),
            BrowseNextRequest => new BrowseNextResponse { Results = [page(pages++)] },
            BrowseRequest => new BrowseResponse { Results = [page(pages++)] },
            _ => null,
        }, async session => Assert.Equal(expected, (await session.BrowseAsync([Root], Short, TestContext.Current.CancellationToken))[0].Status), mayTake);
    }

    private static BadInput Refused(string id, string what, Func<ServiceRequest, ServiceResponse?> answer, string expected) => Serving(id, what, answer, async session =>
    {
        var status = "";
        try
        {
            status = (await session.BrowseAsync([Root], Short, TestContext.Current.CancellationToken))[0].Status.ToString();
        }
        catch (UaException refusal)
        {
            status = refusal.Status.ToString();
        }

        Assert.Equal(expected, status);
    });

    /// <summary>The second Read of the session, which is the case's own; "" is any values.</summary>
    public static BadInput Reading(string id, string what, Func<ReadRequest, ServiceResponse> answer, string expected) => Serving(id, what, request => request is ReadRequest { NodesToRead: [var one] } read && one.NodeId == Root ? answer(read) : null, async session =>
    {
        var reading = session.ReadAsync([Root], TestContext.Current.CancellationToken);
        if (expected.Length == 0)
        {
            await reading;
            return;
        }

        Assert.Equal(expected, (await Assert.ThrowsAsync<UaException>(() => reading)).Status.ToString());
    });

    private static BrowseResult Page(byte[]? point, ReferenceDescription[] references) => new() { ContinuationPoint = point, References = references };

    private static ReferenceDescription Child(string name) => new() { NodeId = new ExpandedNodeId(new NodeId(name, 1)), BrowseName = new QualifiedName(1, name) };
}
