using System.Numerics;
using Google.Protobuf;
using IndustrialGateway.Historian;
using IndustrialGateway.Model;
using IndustrialGateway.V1;
using Microsoft.Extensions.DependencyInjection;
using GapReason = IndustrialGateway.Model.GapReason;
using Record = IndustrialGateway.V1.Record;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>One record that nobody can store, of each kind, among good ones: it is told, counted and a gap, and stops no other.</summary>
public sealed class PoisonTests : IAsyncLifetime
{
    private PlatformUnderTest _platform = null!; // Set by InitializeAsync.

    public static TheoryData<string, byte[]> Poisons => new()
    {
        { "Checksum", [0x0D, 1, 2, 3, 4, 0x12, 0] },
        { "Checksum", [] },
        { "Malformed", Seal([0xFF, 0xFF, 0xFF]) },
        { "Malformed", Seal(new Record { Samples = new SampleBatch { PointDeltas = { 1 } } }.ToByteArray()) },
        { "TooLarge", Seal(new Record { Samples = new SampleBatch { PointDeltas = { Enumerable.Repeat(0, 100_000) } } }.ToByteArray()) },
        { "UnknownAlias", Seal(new Record { Samples = new SampleBatch { PointDeltas = { int.MaxValue }, Doubles = { 1 } } }.ToByteArray()) },
    };

    public async ValueTask InitializeAsync() => _platform = await PlatformUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Theory]
    [MemberData(nameof(Poisons))]
    public async Task A_poisoned_record_is_set_aside_and_what_comes_after_it_is_stored(string kind, byte[] poison)
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        var point = gateway.Point("press-01/pressure");
        byte[][] records = [gateway.Record(Some.Sample(point, 1, 1)), poison, gateway.Record(Some.Sample(point, 3, 3))];
        await gateway.DeclareAsync();

        await gateway.SendAsync(1, records);
        var told = await gateway.ReceiveAsync();
        while (told.Rejection is null)
        {
            if (told.DeclarationRequest is not null)
            {
                // All that it uses is declared already: the gateway sends what is not acknowledged again.
                await gateway.SendAsync(2, poison);
            }

            told = await gateway.ReceiveAsync();
        }

        await gateway.SendAsync(4, gateway.Record(Some.Sample(point, 4, 4)));
        await gateway.WaitStoredAsync(5);
        var historian = _platform.Services.GetRequiredService<IHistorian>();
        var stored = await historian.ReadAsync(
            new HistoryQuery { Point = historian.Points.Single() }, TestContext.Current.CancellationToken);
        var gaps = await historian.ReadGapPageAsync(long.MinValue, long.MaxValue, 10, after: null, TestContext.Current.CancellationToken);
        Assert.Equal(2u, told.Rejection.Sequence);
        Assert.Contains(kind, told.Rejection.Status.Message, StringComparison.Ordinal);
        Assert.Equal([Value.Of(1.0), Value.Of(3.0), Value.Of(4.0)], stored.Samples.Select(sample => sample.Value));
        Assert.Equal(GapReason.Rejected, Assert.Single(gaps.Gaps).Reason);
        using var call = new LineService.LineServiceClient(_platform.Api()).WatchLine(new WatchLineRequest());
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal(1u, call.ResponseStream.Current.Total.RejectedRecords);
    }

    [Theory]
    [InlineData(Codec.None, 2, false)]
    [InlineData(Codec.None, 3, true)]
    [InlineData(Codec.None, 1, true)]
    [InlineData(Codec.Deflate, 2, true)]
    public async Task A_block_that_cannot_be_read_is_asked_for_once_more_and_then_set_aside(Codec codec, int count, bool isWhole)
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        var point = gateway.Point("press-01/pressure");
        await gateway.StoreAsync(1, Some.Sample(point, 1, 1));
        var poison = GatewayStream.Block(2, [gateway.Record(Some.Sample(point, 2, 2)), gateway.Record(Some.Sample(point, 3, 3))]);
        poison.Block.Content = isWhole ? poison.Block.Content : ByteString.CopyFrom([.. Enumerable.Repeat((byte)9, poison.Block.Content.Length)]);
        (poison.Block.Codec, poison.Block.RecordCount) = (codec, (uint)count);

        await gateway.SendAsync(poison);
        while ((await gateway.ReceiveAsync()).DeclarationRequest is null)
        {
        }

        await gateway.SendAsync(poison);
        List<ulong> rejected = [];
        while (rejected.Count < count)
        {
            if ((await gateway.ReceiveAsync()).Rejection is { } rejection)
            {
                rejected.Add(rejection.Sequence);
            }
        }

        await gateway.StoreAsync(2 + count, Some.Sample(point, 9, 9));
        Assert.Equal(Enumerable.Range(2, count).Select(sequence => (ulong)sequence), rejected);
        Assert.Equal([1.0, 9.0], await StoredAsync());
    }

    [Fact]
    public async Task A_block_that_was_spoilt_on_its_way_is_stored_whole_when_it_comes_again()
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        var point = gateway.Point("press-01/pressure");
        var block = GatewayStream.Block(1, [gateway.Record(Some.Sample(point, 1, 1)), gateway.Record(Some.Sample(point, 2, 2))]);
        var spoilt = block.Clone();
        spoilt.Block.Content = ByteString.CopyFrom([9, .. block.Block.Content.Skip(1)]);
        await gateway.DeclareAsync();

        await gateway.SendAsync(spoilt);
        while ((await gateway.ReceiveAsync()).DeclarationRequest is null)
        {
        }

        await gateway.SendAsync(block);
        await gateway.WaitStoredAsync(3);
        Assert.Equal([1.0, 2.0], await StoredAsync());
    }

    [Fact]
    public async Task A_record_that_lacks_what_another_lacked_for_ever_is_asked_for_too()
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        var (_, poison) = Poisons.Select(row => row.Data).Single(row => row.Item1 == "UnknownAlias");

        SortedSet<ulong> waiting = [1, 2];
        await gateway.SendAsync(1, poison, poison);
        List<ulong> rejected = [];
        while (rejected.Count < 3)
        {
            var told = await gateway.ReceiveAsync();
            if (told.Rejection is { } rejection)
            {
                rejected.Add(rejection.Sequence);
                waiting.Remove(rejection.Sequence);
            }
            else if (told.DeclarationRequest is not null)
            {
                // What has just come goes before what comes again: the third is first.
                foreach (var sequence in waiting.Add(3) && rejected.Count == 0 ? waiting.Reverse() : waiting)
                {
                    await gateway.SendAsync((long)sequence, poison);
                }
            }
        }

        Assert.Equal([1UL, 2UL, 3UL], rejected.Order());
    }

    [Fact]
    public async Task Records_without_anything_in_them_are_told_one_by_one_before_they_count_as_stored_and_are_one_gap()
    {
        const int Count = 20_000;
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        byte[][] records = [.. Enumerable.Repeat<byte[]>([], Count)];

        await gateway.SendAsync(1, records);
        var rejected = 0UL;
        for (var stored = 0UL; stored <= Count;)
        {
            var told = await gateway.ReceiveAsync();
            rejected += told.Rejection is { } rejection && rejection.Sequence == rejected + 1 ? 1UL : 0;
            stored = told.Acknowledgement is { Log: Log.Process } acknowledgement ? acknowledgement.StoredBefore : stored;
            Assert.True(stored <= rejected + 1, $"{stored} is acknowledged, and only {rejected} are told");
        }

        var gaps = await _platform.Services.GetRequiredService<IHistorian>()
            .ReadGapPageAsync(long.MinValue, long.MaxValue, 10, after: null, TestContext.Current.CancellationToken);
        Assert.Equal(GapReason.Rejected, Assert.Single(gaps.Gaps).Reason);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\n")]
    [InlineData(null)]
    public async Task A_loss_at_a_machine_that_nobody_could_declare_is_set_aside(string? equipment)
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        var gap = new Model.Gap([], 1, 2, 3, GapReason.SourceLost, equipment ?? new string('青', 2_000));

        await gateway.SendAsync(1, GatewayStream.Record(gap));
        var told = await gateway.ReceiveAsync();
        while (told.Rejection is null)
        {
            told = await gateway.ReceiveAsync();
        }

        Assert.Contains("equipment", told.Rejection.Status.Message, StringComparison.Ordinal);
        await _platform.RestartAsync(_ => { });
    }

    [Fact]
    public async Task A_block_of_more_samples_than_are_taken_at_once_is_stored_piece_by_piece()
    {
        await _platform.RestartAsync(services => services.AddSingleton(new IngestLimits { MaxBlockWeight = 600 }));
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        var point = gateway.Point("press-01/pressure");
        var records = Enumerable.Range(1, 5).Select(index => gateway.Record(Some.Sample(point, index, index))).ToArray();
        await gateway.DeclareAsync();

        await gateway.SendAsync(1, records);
        for (var stored = 1UL; stored < 6;)
        {
            var told = await gateway.ReceiveAsync();
            if (told.DeclarationRequest is not null)
            {
                await gateway.SendAsync(1, records);
            }
            else if (told.Acknowledgement is { Log: Log.Process } acknowledgement)
            {
                stored = acknowledgement.StoredBefore;
            }
        }

        Assert.Equal([1.0, 2.0, 3.0, 4.0, 5.0], await StoredAsync());
    }

    [Fact]
    public async Task A_value_that_is_only_strange_is_no_poison()
    {
        Value[] strange = [Value.Of(double.NaN), Value.Of(double.NegativeInfinity), Value.Of(new string('青', 300_000)), Value.Null];
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        var point = gateway.Point("press-01/pressure");

        foreach (var (index, value) in strange.Index())
        {
            await gateway.StoreAsync(index + 1, Some.Sample(point, 0, index) with { Value = value });
        }

        var historian = _platform.Services.GetRequiredService<IHistorian>();
        var stored = await historian.ReadAsync(
            new HistoryQuery { Point = historian.Points.Single() }, TestContext.Current.CancellationToken);
        Assert.Equal(strange, stored.Samples.Select(sample => sample.Value));
    }

    private async Task<IEnumerable<double>> StoredAsync()
    {
        var historian = _platform.Services.GetRequiredService<IHistorian>();
        var stored = await historian.ReadAsync(
            new HistoryQuery { Point = historian.Points.Single() }, TestContext.Current.CancellationToken);
        return stored.Samples.Select(sample => sample.Value.AsDouble());
    }

    /// <summary>A record with a checksum that fits.</summary>
    private static byte[] Seal(byte[] content)
    {
        var crc = ~content.Aggregate(uint.MaxValue, BitOperations.Crc32C);
        return [0x0D, .. BitConverter.GetBytes(crc), .. content];
    }
}
