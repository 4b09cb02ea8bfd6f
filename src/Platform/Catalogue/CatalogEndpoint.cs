using Grpc.Core;
using IndustrialGateway.Platform.Line;
using IndustrialGateway.Platform.Live;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Catalogue;

/// <summary>Lists what there is, a page at a time in order of name; answers from memory.</summary>
internal sealed class CatalogEndpoint(
    PointCatalogue catalogue, LineBoard line, LiveHub live, HeldValues held, TimeProvider time) : CatalogService.CatalogServiceBase
{
    private const int UsualPage = 100;
    private const int LargestPage = 1_000;

    public override Task<ListGatewaysResponse> ListGateways(ListGatewaysRequest request, ServerCallContext context)
    {
        var page = Paging.Take(
            catalogue.Snapshot.Gateways.Values, gateway => gateway.Gateway.Key, "gateways",
            PageToken.Size(request.PageSize, UsualPage, LargestPage), request.PageToken);
        return Task.FromResult(new ListGatewaysResponse
        {
            Gateways = { page.Items.Select(Describe) },
            NextPageToken = page.NextToken,
        });
    }

    public override Task<GetGatewayResponse> GetGateway(GetGatewayRequest request, ServerCallContext context) =>
        Task.FromResult(new GetGatewayResponse { Gateway = Describe(FindGateway(request.Name, "name")) });

    public override Task<ListEquipmentResponse> ListEquipment(ListEquipmentRequest request, ServerCallContext context)
    {
        var page = Paging.Take(
            Gateways(request.Gateway).SelectMany(gateway => gateway.Equipment), machine => machine.Name,
            $"equipment of {request.Gateway}",
            PageToken.Size(request.PageSize, UsualPage, LargestPage), request.PageToken);
        return Task.FromResult(new ListEquipmentResponse
        {
            Equipment = { page.Items.Select(Describe) },
            NextPageToken = page.NextToken,
        });
    }

    public override Task<ListPointsResponse> ListPoints(ListPointsRequest request, ServerCallContext context)
    {
        var points = request.Equipment.Length > 0
            ? FindEquipment(request.Equipment, request.Gateway).Points
            : Gateways(request.Gateway).SelectMany(gateway => gateway.Ordered);
        if (request.PathGlob.Length > 0)
        {
            var glob = new PathGlob(request.PathGlob);
            points = points.Where(point => glob.Matches(point.Path));
        }

        var page = Paging.Take(
            points, point => point.Name, $"points of {request.Gateway} {request.Equipment} {request.PathGlob}",
            PageToken.Size(request.PageSize, UsualPage, LargestPage), request.PageToken);
        return Task.FromResult(new ListPointsResponse
        {
            Points = { page.Items.Select(Describe) },
            NextPageToken = page.NextToken,
        });
    }

    public override Task<GetPointResponse> GetPoint(GetPointRequest request, ServerCallContext context) =>
        Task.FromResult(new GetPointResponse
        {
            Point = Describe(catalogue.FindPoint(request.Name) ?? throw RefusalException.NotFound(request.Name)),
        });

    private IEnumerable<GatewayPoints> Gateways(string name) =>
        name.Length == 0 ? catalogue.Snapshot.Gateways.Values : [FindGateway(name, "gateway")];

    private GatewayPoints FindGateway(string name, string field) => ResourceName.TryGateway(name, out var key)
        ? catalogue.Snapshot.Gateways.GetValueOrDefault(key) ?? throw RefusalException.NotFound(name)
        : throw RefusalException.InvalidField(field, "must be like gateways/{gateway}");

    private EquipmentEntry FindEquipment(string name, string gateway)
    {
        if (!ResourceName.TryEquipment(name, out var owner, out var equipment))
        {
            throw RefusalException.InvalidField("equipment", "must be like gateways/{gateway}/equipment/{equipment}");
        }

        if (gateway.Length > 0 && gateway != "gateways/" + owner)
        {
            throw RefusalException.InvalidField("equipment", $"does not belong to {gateway}");
        }

        return catalogue.Snapshot.Gateways.GetValueOrDefault(owner)?.Equipment
            .FirstOrDefault(machine => machine.Key == equipment) ?? throw RefusalException.NotFound(name);
    }

    private Gateway Describe(GatewayPoints gateway)
    {
        var now = line.Of(gateway.Gateway.Id);
        return new Gateway
        {
            Name = gateway.Gateway.Name,
            Online = now.IsConnected,
            LastSeenTime = WireTime.ToTimestamp(Math.Max(gateway.Gateway.LastSeenTicks, now.LastSeenTicks)),
            SoftwareVersion = gateway.Gateway.SoftwareVersion,
            PointCount = (uint)gateway.Count,
        };
    }

    private Equipment Describe(EquipmentEntry machine) => new()
    {
        Name = machine.Name,
        Gateway = machine.Gateway.Name,
        DisplayName = machine.Key,
        Connected = live.HasGoodSince(machine.Points, time.NowTicks() - TimeSpan.TicksPerMinute) || held.IsHeld(machine),
        PointCount = (uint)machine.Points.Length,
    };

    private static Point Describe(PointEntry point) => new()
    {
        Name = point.Name,
        Equipment = point.EquipmentName,
        DisplayName = point.DisplayName,
        DataType = (DataType)point.DataType,
        ValueRank = point.ValueRank,
        Unit = point.Unit,
        SourceAddress = point.SourceAddress,
        EnumTexts = { WireTexts.Of(point.EnumTexts) },
    };
}
