using System.Globalization;
using CsCheck;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.History;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.History;

public sealed class HistoryReaderTests
{
    private static readonly NodeId Node = new(7, 1);

    [Fact]
    public Task Exactly_the_values_of_the_interval_come_however_the_server_cuts_its_pages() =>
        Gen.Select(Gen.Int[0, 50], Gen.Int[1, 7], Gen.Int[1, 4], Gen.Bool).SampleAsync(async (count, pageSize, nodes, givesTheEndToo) =>
        {
            await using var line = await Line.OpenAsync(count, pageSize, givesTheEndToo);
            var wanted = Enumerable.Range(0, nodes).Select(number => new NodeId((uint)number, 1)).ToArray();
            var got = wanted.ToDictionary(node => node, _ => new List<long>());
            var last = 0;

            await foreach (var page in line.Reader.ReadRawAsync(wanted, new UaDateTime(10), new UaDateTime(40), TestContext.Current.CancellationToken))
            {
                got[page.Node].AddRange(page.Values.Select(value => value.SourceTimestamp.Ticks));
                last += page.IsLast ? 1 : 0;
            }

            var expected = Enumerable.Range(0, count).Select(tick => (long)tick).Where(tick => tick is >= 10 and < 40).ToArray();
            return last == nodes && line.Open.Count == 0 && got.Values.All(values => values.SequenceEqual(expected));
        });

    [Fact]
    public async Task Who_stops_early_gives_the_continuation_point_back()
    {
        await using var line = await Line.OpenAsync(count: 100, pageSize: 3);

        await foreach (var _ in line.Reader.ReadRawAsync(Node, new UaDateTime(1), new UaDateTime(90), TestContext.Current.CancellationToken))
        {
            Assert.Single(line.Open);
            break;
        }

        Assert.Empty(line.Open);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task A_server_that_gives_the_same_page_or_empty_pages_for_ever_is_left_and_its_point_released(int values)
    {
        await using var line = await Line.OpenAsync(count: 0, pageSize: 1);
        line.Answer = _ => new HistoryReadResult
        {
            Status = StatusCode.GoodMoreData,
            ContinuationPoint = [1],
            Values = [.. Enumerable.Range(0, values).Select(tick => Line.Value(tick + 5))],
        };

        var refusal = await Assert.ThrowsAsync<UaException>(line.ReadToEndAsync);

        Assert.Equal(StatusCode.BadTooManyMatches, refusal.Status);
        Assert.InRange(line.Requests, 2, 5);
        Assert.Equal(1, line.Releases);
    }

    [Fact]
    public async Task A_server_that_never_ends_is_left_after_the_most_values()
    {
        await using var line = await Line.OpenAsync(count: 0, pageSize: 1, options: new HistoryOptions { MaxValues = 100 });
        line.Answer = number => new HistoryReadResult { ContinuationPoint = BitConverter.GetBytes(number), Values = [Line.Value(number + 5)] };

        var refusal = await Assert.ThrowsAsync<UaException>(line.ReadToEndAsync);

        Assert.Equal(StatusCode.BadTooManyMatches, refusal.Status);
        Assert.Equal(101, line.Requests);
    }

    [Fact]
    public async Task A_node_without_history_costs_only_itself()
    {
        await using var line = await Line.OpenAsync(count: 20, pageSize: 100);
        line.Without.Add(Node);
        List<HistoryPage> pages = [];

        await foreach (var page in line.Reader.ReadRawAsync([Node, new NodeId(8, 1)], new UaDateTime(10), new UaDateTime(40), TestContext.Current.CancellationToken))
        {
            pages.Add(page);
        }

        Assert.Equal([StatusCode.BadHistoryOperationUnsupported, StatusCode.Good], pages.Select(page => page.Status));
        Assert.Equal(10, pages[1].Values.Count);
        Assert.All(pages, page => Assert.True(page.IsLast));
    }

    [Fact]
    public async Task A_response_that_is_too_large_is_asked_for_in_smaller_ones()
    {
        await using var line = await Line.OpenAsync(count: 50, pageSize: 1000);
        line.MostValues = 7;

        var values = await line.ReadToEndAsync();

        Assert.Equal(Enumerable.Range(10, 30).Select(tick => (long)tick), values);
    }

    [Fact]
    public async Task A_server_without_enough_continuation_points_is_asked_for_fewer_nodes_at_a_time()
    {
        await using var line = await Line.OpenAsync(count: 50, pageSize: 4);
        line.MostOpen = 2;
        var values = 0;

        await foreach (var page in line.Reader.ReadRawAsync(
            [.. Enumerable.Range(0, 9).Select(number => new NodeId((uint)number, 1))], new UaDateTime(10), new UaDateTime(40), TestContext.Current.CancellationToken))
        {
            Assert.Equal(StatusCode.Good, page.Status);
            values += page.Values.Count;
        }

        Assert.Equal(9 * 30, values);
    }

    [Fact]
    public async Task An_empty_interval_is_a_mistake_of_the_caller()
    {
        await using var line = await Line.OpenAsync(count: 1, pageSize: 1);

        await Assert.ThrowsAsync<ArgumentException>(async () =>
        {
            await foreach (var _ in line.Reader.ReadRawAsync(Node, new UaDateTime(5), new UaDateTime(5), TestContext.Current.CancellationToken))
            {
            }
        });
    }

    /// <summary>A server whose nodes have a value at each tick from 0.</summary>
    private sealed class Line : IAsyncDisposable
    {
        private readonly int _count;
        private readonly int _pageSize;
        private readonly bool _givesTheEndToo;
        private readonly UaSession _session;

        private Line(UaSession session, int count, int pageSize, bool givesTheEndToo, HistoryOptions? options)
        {
            _session = session;
            (_count, _pageSize, _givesTheEndToo) = (count, pageSize, givesTheEndToo);
            Reader = new HistoryReader(session, options);
        }

        public HistoryReader Reader { get; }

        public HashSet<string> Open { get; } = [];

        public HashSet<NodeId> Without { get; } = [];

        public int MostOpen { get; set; } = int.MaxValue;

        public int MostValues { get; set; } = int.MaxValue;

        public int Requests { get; private set; }

        public int Releases { get; private set; }

        public Func<int, HistoryReadResult>? Answer { get; set; }

        public static async Task<Line> OpenAsync(int count, int pageSize, bool givesTheEndToo = false, HistoryOptions? options = null)
        {
            var channel = new ScriptedChannel();
            var session = await ScriptedChannel.OpenSessionAsync(channel, new FakeTimeProvider());
            var line = new Line(session, count, pageSize, givesTheEndToo, options);
            channel.Script = request => request is HistoryReadRequest history ? line.Take(history) : null;
            return line;
        }

        public static DataValue Value(long tick) => new(Variant.Of(tick), default, new UaDateTime(tick));

        public async Task<List<long>> ReadToEndAsync()
        {
            List<long> ticks = [];
            await foreach (var page in Reader.ReadRawAsync(Node, new UaDateTime(10), new UaDateTime(40), TestContext.Current.CancellationToken))
            {
                ticks.AddRange(page.Select(value => value.SourceTimestamp.Ticks));
            }

            return ticks;
        }

        public ValueTask DisposeAsync() => _session.DisposeAsync();

        private ServiceResponse Take(HistoryReadRequest request)
        {
            var details = ReadRawModifiedDetails.Decode(request.Details, CodecLimits.Server)!;
            if (request.ReleaseContinuationPoints)
            {
                Releases++;
                Open.ExceptWith(request.NodesToRead.Select(node => Convert.ToHexString(node.ContinuationPoint!)));
                return new HistoryReadResponse();
            }

            Requests++;
            return Math.Min(details.NumValuesPerNode, (uint)_pageSize) * request.NodesToRead.Length > MostValues
                ? new ServiceFault { Header = new ResponseHeader { ServiceResult = StatusCode.BadResponseTooLarge } }
                : new HistoryReadResponse { Results = [.. request.NodesToRead.Select(node => Answer?.Invoke(Requests) ?? Page(node, details))] };
        }

        private HistoryReadResult Page(HistoryReadValueId node, ReadRawModifiedDetails details)
        {
            if (Without.Contains(node.NodeId))
            {
                return new HistoryReadResult { Status = StatusCode.BadHistoryOperationUnsupported };
            }

            var from = details.StartTime.Ticks;
            if (node.ContinuationPoint is { Length: > 0 } point)
            {
                Assert.True(Open.Remove(Convert.ToHexString(point)));
                from = int.Parse(System.Text.Encoding.ASCII.GetString(point).Split(' ')[1], CultureInfo.InvariantCulture);
            }

            var to = Math.Min(_count, details.EndTime.Ticks + (_givesTheEndToo ? 1 : 0));
            var size = Math.Min(_pageSize, (int)details.NumValuesPerNode);
            var next = Math.Min(to, from + size);
            var hasMore = next < to;
            if (hasMore && Open.Count >= MostOpen)
            {
                return new HistoryReadResult { Status = StatusCode.BadNoContinuationPoints };
            }

            var more = hasMore ? System.Text.Encoding.ASCII.GetBytes($"{node.NodeId.Numeric} {next}") : null;
            if (more is not null)
            {
                Open.Add(Convert.ToHexString(more));
            }

            return new HistoryReadResult
            {
                Status = hasMore ? StatusCode.GoodMoreData : next > from ? StatusCode.Good : StatusCode.GoodNoData,
                ContinuationPoint = more,
                Values = [.. Enumerable.Range((int)from, Math.Max(0, (int)(next - from))).Select(tick => Value(tick))],
            };
        }
    }
}
