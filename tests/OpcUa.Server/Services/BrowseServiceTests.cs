using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Server.Tests.Services;

public sealed class BrowseServiceTests
{
    private static readonly NodeId HierarchicalReferences = new(33);
    private readonly AddressSpace _space = new("urn:test:plant");
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Pages_joined_are_the_whole_list_in_order()
    {
        var folder = Folder(children: 25);
        var service = new BrowseService(_space, new ServerLimits { MaxReferencesPerNode = 10 }, _time);

        var result = Browse(service, folder.Id);
        List<string?> names = [.. Names(result)];
        while (result.ContinuationPoint is { } point)
        {
            result = service.BrowseNext(new BrowseNextRequest { ContinuationPoints = [point] }).Results[0];
            names.AddRange(Names(result));
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"v{i}"), names);
    }

    [Fact]
    public void A_continuation_point_is_good_once_and_their_number_is_bounded()
    {
        var folder = Folder(children: 4);
        var service = new BrowseService(_space, new ServerLimits { MaxReferencesPerNode = 1, MaxContinuationPoints = 1 }, _time);

        var point = Browse(service, folder.Id).ContinuationPoint!;
        var refused = Browse(service, folder.Id);
        var released = service.BrowseNext(new BrowseNextRequest { ReleaseContinuationPoints = true, ContinuationPoints = [point] });
        var again = service.BrowseNext(new BrowseNextRequest { ContinuationPoints = [point] });

        Assert.Equal(StatusCode.BadNoContinuationPoints, refused.Status);
        Assert.Equal(StatusCode.Good, released.Results[0].Status);
        Assert.Equal(StatusCode.BadContinuationPointInvalid, again.Results[0].Status);
    }

    [Fact]
    public void A_continuation_point_that_nobody_comes_back_for_makes_room_after_a_minute()
    {
        var folder = Folder(children: 4);
        var service = new BrowseService(_space, new ServerLimits { MaxReferencesPerNode = 1, MaxContinuationPoints = 1 }, _time);
        var old = Browse(service, folder.Id).ContinuationPoint!;

        _time.Advance(TimeSpan.FromSeconds(61));
        var tooLate = service.BrowseNext(new BrowseNextRequest { ContinuationPoints = [old] });
        var next = Browse(service, folder.Id);
        _time.Advance(TimeSpan.FromSeconds(61));
        var again = Browse(service, folder.Id);

        Assert.Equal(StatusCode.BadContinuationPointInvalid, tooLate.Results[0].Status);
        Assert.Equal((StatusCode.Good, StatusCode.Good), (next.Status, again.Status));
        Assert.NotNull(again.ContinuationPoint);
    }

    [Fact]
    public void Subtypes_of_the_reference_count_when_they_are_asked_for()
    {
        var folder = Folder(children: 1);
        var service = new BrowseService(_space, new ServerLimits(), _time);

        Assert.Single(Browse(service, folder.Id).References);
        Assert.Empty(Browse(service, folder.Id, includeSubtypes: false).References);
    }

    [Fact]
    public void A_bad_node_costs_that_node()
    {
        var service = new BrowseService(_space, new ServerLimits(), _time);

        var results = service.Browse(new BrowseRequest
        {
            NodesToBrowse = [new BrowseDescription { NodeId = new NodeId(99999) }, new BrowseDescription { NodeId = new NodeId(85) }],
        }).Results;

        Assert.Equal(StatusCode.BadNodeIdUnknown, results[0].Status);
        Assert.Equal(StatusCode.Good, results[1].Status);
    }

    private ObjectNode Folder(int children)
    {
        var folder = _space.AddFolder(_space.Objects, new NodeId("f", 1), "f");
        for (var i = 0; i < children; i++)
        {
            _space.AddVariable(folder, new NodeId($"v{i}", 1), $"v{i}", BuiltInType.Int32, default);
        }

        return folder;
    }

    private static BrowseResult Browse(BrowseService service, NodeId id, bool includeSubtypes = true) =>
        service.Browse(new BrowseRequest
        {
            NodesToBrowse =
            [
                new BrowseDescription { NodeId = id, ReferenceTypeId = HierarchicalReferences, IncludeSubtypes = includeSubtypes },
            ],
        }).Results[0];

    private static IEnumerable<string?> Names(BrowseResult result) => result.References.Select(reference => reference.BrowseName.Name);
}
