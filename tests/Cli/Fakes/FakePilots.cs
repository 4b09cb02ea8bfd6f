using Grpc.Core;
using IndustrialGateway.V1;

namespace IndustrialGateway.Cli.Fakes;

/// <summary>One indicator with a known and an unknown value, and one pilot.</summary>
internal sealed class FakePilots : PilotService.PilotServiceBase
{
    public override Task<ListPilotsResponse> ListPilots(ListPilotsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListPilotsResponse
        {
            Pilots =
            {
                new Pilot
                {
                    Name = "pilots/retrofit",
                    Kind = PilotKind.EnterpriseRetrofit,
                    Titles = { ["en"] = "Enterprise retrofit", ["zh-CN"] = "企业数字化改造" },
                    Indicator = "indicators/connected",
                    Value = 11 / 12.0,
                    Target = 0.9,
                    Numerator = 11,
                    Denominator = 12,
                    Origin = ValueOrigin.Measured,
                },
            },
        });

    public override Task<ListIndicatorsResponse> ListIndicators(ListIndicatorsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListIndicatorsResponse
        {
            Indicators =
            {
                new Indicator
                {
                    Name = "indicators/completeness",
                    Titles = { ["en"] = "Completeness", ["zh-CN"] = "完整率" },
                    Unit = "1",
                },
            },
        });

    public override Task<QueryIndicatorValuesResponse> QueryIndicatorValues(
        QueryIndicatorValuesRequest request, ServerCallContext context) =>
        Task.FromResult(new QueryIndicatorValuesResponse
        {
            Values =
            {
                new IndicatorValue
                {
                    Indicator = "indicators/completeness",
                    Subject = Script.Gateway,
                    PeriodStart = new() { Seconds = 1_767_225_600 },
                    PeriodEnd = new() { Seconds = 1_767_229_200 },
                    Value = 0.9987,
                    Target = 0.99,
                    Origin = ValueOrigin.Measured,
                    Provisional = true,
                },
                new IndicatorValue
                {
                    Indicator = "indicators/completeness",
                    Subject = "gateways/other",
                    PeriodStart = new() { Seconds = 1_767_225_600 },
                    PeriodEnd = new() { Seconds = 1_767_229_200 },
                },
            },
        });
}
