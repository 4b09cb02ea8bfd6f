using System.Globalization;
using Grpc.Core;
using IndustrialGateway.V1;

namespace IndustrialGateway.Cli.Fakes;

/// <summary>Two points and a gateway per page, whatever is asked.</summary>
internal sealed class FakeCatalog(Script script) : CatalogService.CatalogServiceBase
{
    public override Task<ListGatewaysResponse> ListGateways(ListGatewaysRequest request, ServerCallContext context) =>
        Task.FromResult(new ListGatewaysResponse
        {
            Gateways =
            {
                new V1.Gateway
                {
                    Name = Script.Gateway,
                    Online = true,
                    LastSeenTime = new() { Seconds = 1_767_225_600 },
                    PointCount = 1234,
                    SoftwareVersion = "1.2.3",
                },
            },
        });

    public override Task<ListPointsResponse> ListPoints(ListPointsRequest request, ServerCallContext context)
    {
        var from = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken, CultureInfo.InvariantCulture);
        var page = new ListPointsResponse { Points = { script.Points.Skip(from).Take(script.PageSize) } };
        if (from + script.PageSize < script.Points.Count)
        {
            page.NextPageToken = (from + script.PageSize).ToString(CultureInfo.InvariantCulture);
        }

        return Task.FromResult(page);
    }
}
