using System.Text;
using System.Text.Json;
using Google.Protobuf;
using IndustrialGateway.Client;
using IndustrialGateway.Client.Subscriptions;
using IndustrialGateway.EndToEnd.Types;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;
using IndustrialGateway.V1;

[assembly: AssemblyFixture(typeof(TypedLine))]

namespace IndustrialGateway.EndToEnd.Types;

/// <summary>
/// Two machines full of typed values, node-opcua's and ours, through a gateway and a platform as processes, and what each of the platform's
/// readers gets for every point. Started once.
/// </summary>
public sealed class TypedLine : IAsyncLifetime
{
    public const string Foreign = "foreign";
    public const string Ours = "ours";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly OurMachine _machine = new();
    private Line? _line;

    /// <summary>By path, e.g. <c>ours/Int32/Array</c>.</summary>
    internal Dictionary<string, Point> Points { get; } = [];

    internal Dictionary<string, Model.Value> Live { get; } = [];

    internal Dictionary<string, Model.EnumTexts> LiveTexts { get; } = [];

    internal Dictionary<string, Model.Value> Read { get; private set; } = [];

    /// <summary>As the platform's API says it in JSON.</summary>
    internal Dictionary<string, Model.Value> Transcoded { get; private set; } = [];

    /// <summary>The newest of each.</summary>
    internal Dictionary<string, Model.Value> History { get; } = [];

    /// <summary>The members <c>value</c> of what igw says in JSON.</summary>
    internal Dictionary<string, JsonElement> Json { get; } = [];

    public async ValueTask InitializeAsync()
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, TestContext.Current.CancellationToken);
        var cancelled = either.Token;
        foreach (var row in TypeTable.Of(OurMachine.Uri))
        {
            foreach (var (name, rank, value) in row.Points())
            {
                _machine.Add(name, new NodeId(row.Type == BuiltInType.Variant ? 24 : (uint)row.Type), value.Held, rank);
            }
        }

        StructureTable.AddTo(_machine);
        await _machine.StartAsync();
        _line = await Line.StartAsync(cancelled, Sources);
        using var client = new IndustrialGatewayClient(new IndustrialGatewayClientOptions
        {
            Address = _line.Api,
            ApiKey = _line.ApiKey,
            AuthorityFile = _line.AuthorityFile,
        });
        await FollowAsync(client, cancelled);
        await foreach (var point in client.ListPointsAsync(cancellationToken: cancelled))
        {
            if (!IsGateways(point.Name))
            {
                Points[PathOf(point.Name)] = point;
            }
        }

        string[] names = [.. Points.Values.Select(point => point.Name)];
        Read = ValuesOf(await client.ReadPointsAsync(names, cancellationToken: cancelled));
        Transcoded = ValuesOf(await TranscodeAsync(names, cancelled));
        await foreach (var line in _line.Igw("read").ReadAllLinesAsync(cancelled))
        {
            using var read = JsonDocument.Parse(line);
            var name = read.RootElement.GetProperty("point").GetString()!;
            if (!IsGateways(name))
            {
                Json[PathOf(name)] = read.RootElement.GetProperty("value").Clone();
            }
        }

        await ReadHistoryAsync(client, names, cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        if (_line is not null)
        {
            await _line.DisposeAsync();
        }

        await _machine.DisposeAsync();
    }

    private string Sources(NodeMachine foreign) => $$"""
        - name: {{Ours}}
          endpoint: {{_machine.Endpoint.OriginalString}}
          security: None
          allowInsecure: a test on one machine
          browse: { start: "nsu={{OurMachine.Uri}};s=Types" }
        - name: {{Foreign}}
          endpoint: {{foreign.Endpoint.OriginalString}}
          user: {{NodeMachine.UserName}}
          password: {{NodeMachine.Password}}
          browse:
            - { start: "nsu={{NodeMachine.NamespaceUri}};s=Types" }
            - { start: "nsu={{NodeMachine.NamespaceUri}};s=Structure", path: "{source}/Structure/{path}" }
        """;

    /// <summary>Takes live values until each point that a test asks for has one.</summary>
    private async Task FollowAsync(IndustrialGatewayClient client, CancellationToken cancellationToken)
    {
        HashSet<string> missing = [.. TypeCases.Paths];
        var everything = new SubscriptionOptions { Parents = [$"gateways/{Line.Gateway}"] };
        await foreach (var batch in client.SubscribeAsync(everything, cancellationToken))
        {
            foreach (var sample in batch.Samples)
            {
                var path = PathOf(sample.Point.Name);
                Live[path] = sample.Value;
                LiveTexts[path] = sample.Point.EnumTexts;
                missing.Remove(path);
            }

            if (missing.Count == 0)
            {
                return;
            }
        }
    }

    private async Task<IEnumerable<PointReading>> TranscodeAsync(string[] names, CancellationToken cancellationToken)
    {
        using var http = _line!.Http(); // started
        var request = new ReadPointsRequest { Points = { names } };
        using var body = new StringContent(JsonFormatter.Default.Format(request), Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri("/v1/points:read", UriKind.Relative), body, cancellationToken);
        var json = await answer.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, json);
        return JsonParser.Default.Parse<ReadPointsResponse>(json).Readings;
    }

    /// <summary>What is live may not be stored yet: looks again with each second's figures until every point has a sample.</summary>
    private async Task ReadHistoryAsync(IndustrialGatewayClient client, string[] names, CancellationToken cancellationToken)
    {
        await foreach (var _ in client.WatchLineAsync(cancellationToken))
        {
            foreach (var name in names.Where(name => !History.ContainsKey(PathOf(name))))
            {
                var all = new HistoryQuery { Point = name, From = DateTimeOffset.UnixEpoch, To = DateTimeOffset.MaxValue, NewestFirst = true };
                await foreach (var page in client.ListSamplePagesAsync(all, cancellationToken))
                {
                    if (page.Samples is [var newest, ..])
                    {
                        History.TryAdd(PathOf(name), newest.Value.ToModel());
                    }
                }
            }

            if (History.Count == names.Length)
            {
                return;
            }
        }
    }

    private static Dictionary<string, Model.Value> ValuesOf(IEnumerable<PointReading> readings) =>
        readings.ToDictionary(reading => PathOf(reading.Point), reading => reading.Sample.Value.ToModel());

    private static bool IsGateways(string name) => name.StartsWith(Line.OwnPoint(""), StringComparison.Ordinal);

    private static string PathOf(string name) => name[$"gateways/{Line.Gateway}/points/".Length..];
}
