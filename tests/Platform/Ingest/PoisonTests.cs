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
        var gaps = await historian.ReadGapsAsync(long.MinValue, long.MaxValue, 10, TestContext.Current.CancellationToken);
        Assert.Equal(2u, told.Rejection.Sequence);
        Assert.Contains(kind, told.Rejection.Status.Message, StringComparison.Ordinal);
        Assert.Equal([Value.Of(1.0), Value.Of(3.0), Value.Of(4.0)], stored.Samples.Select(sample => sample.Value));
        Assert.Equal(GapReason.Rejected, Assert.Single(gaps).Reason);
        using var call = new LineService.LineServiceClient(_platform.Api()).WatchLine(new WatchLineRequest());
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal(1u, call.ResponseStream.Current.Total.RejectedRecords);
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

    /// <summary>A record with a checksum that fits.</summary>
    private static byte[] Seal(byte[] content)
    {
        var crc = ~content.Aggregate(uint.MaxValue, BitOperations.Crc32C);
        return [0x0D, .. BitConverter.GetBytes(crc), .. content];
    }
}
