using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using IndustrialGateway.Platform.Access;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Apps;

/// <summary>Lists the keys, never their secrets, and what they did.</summary>
internal sealed class AppEndpoint(KeyRing keys, ApiUsage usage, UsageLedger ledger, TimeProvider time) : AppService.AppServiceBase
{
    private const string Prefix = "keys/";

    /// <summary>Asia/Shanghai, which has had no summer time since 1991.</summary>
    private static readonly TimeSpan Shanghai = TimeSpan.FromHours(8);

    public override Task<ListAppKeysResponse> ListAppKeys(ListAppKeysRequest request, ServerCallContext context) =>
        Task.FromResult(new ListAppKeysResponse
        {
            Keys = { keys.Keys.OrderBy(key => key.Id, StringComparer.Ordinal).Select(Describe) },
        });

    public override async Task<GetAppUsageResponse> GetAppUsage(GetAppUsageRequest request, ServerCallContext context)
    {
        var id = request.Key.StartsWith(Prefix, StringComparison.Ordinal) ? request.Key[Prefix.Length..] : string.Empty;
        if (id != Caller.Page && keys.Keys.All(key => key.Id != id))
        {
            throw RefusalException.NotFound(request.Key);
        }

        var now = time.GetUtcNow();
        var today = now.ToOffset(Shanghai).Date;
        var from = request.StartTime?.Seconds ?? new DateTimeOffset(today, Shanghai).ToUnixTimeSeconds();
        var to = request.EndTime?.Seconds ?? now.ToUnixTimeSeconds() + 60;
        if (to <= from)
        {
            throw RefusalException.InvalidField("end_time", "must be after start_time");
        }

        var figures = await ledger.ReadAsync(id, from / 60, (to + 59) / 60, context.CancellationToken);
        return new GetAppUsageResponse
        {
            Calls = (ulong)figures.Calls,
            SamplesRead = (ulong)figures.SamplesRead,
            Refused = (ulong)figures.Refused,
        };
    }

    private AppKey Describe(ApiKey key) => new()
    {
        Name = Prefix + key.Id,
        DisplayName = key.DisplayName,
        Scopes = { key.Scopes.Order(StringComparer.Ordinal) },
        LastUsedTime = usage.LastUsed(key.Id) is { } used ? Timestamp.FromDateTimeOffset(used) : null,
    };
}
