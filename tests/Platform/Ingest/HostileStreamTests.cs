using System.IO.Compression;
using CsCheck;
using Google.Protobuf;
using Grpc.Core;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>What breaks the rules of the stream is refused in words, and the platform goes on.</summary>
public sealed class HostileStreamTests : IAsyncLifetime
{
    private PlatformUnderTest _platform = null!; // Set by InitializeAsync.

    public static TheoryData<string, ExchangeRequest> Rules => new()
    {
        { "block.log", new ExchangeRequest { Block = new Block { FirstSequence = 1, RecordCount = 1, Codec = Codec.None } } },
        { "block.log", new ExchangeRequest { Block = new Block { Log = (Log)77, FirstSequence = 1, RecordCount = 1 } } },
        { "block.first_sequence", new ExchangeRequest { Block = new Block { Log = Log.Process, RecordCount = 1 } } },
        { "block.first_sequence", new ExchangeRequest { Block = new Block { Log = Log.Process, FirstSequence = 1 } } },
        { "block.first_sequence", new ExchangeRequest { Block = new Block { Log = Log.Alarm, FirstSequence = ulong.MaxValue, RecordCount = 1 } } },
        { "block.codec", new ExchangeRequest { Block = new Block { Log = Log.Process, FirstSequence = 1, RecordCount = 1, Codec = (Codec)9, ContentBytes = 2 } } },
        { "block.record_count", new ExchangeRequest { Block = new Block { Log = Log.Process, FirstSequence = 1, RecordCount = 1, Codec = Codec.None } } },
        { "block.record_count", new ExchangeRequest { Block = new Block { Log = Log.Process, FirstSequence = 1, RecordCount = 9, ContentBytes = 17 } } },
        { "skip.first_sequence", new ExchangeRequest { Skip = new Skip { Log = Log.Process, FirstSequence = 1, Count = ulong.MaxValue } } },
        { "hello", new ExchangeRequest { Hello = new Hello() } },
        { "points.points[0].path", Declare(new PointDeclaration { Alias = 1, Path = "a//b" }) },
        { "points.points[0].path", Declare(new PointDeclaration { Alias = 1, Path = "a\nb" }) },
        { "points.points[0].path", Declare(new PointDeclaration { Alias = 1, Path = new string('x', 513) }) },
        { "points.points[0].equipment", Declare(new PointDeclaration { Alias = 1, Path = "a", Equipment = "b/c" }) },
        { "points.points[0]", Declare(new PointDeclaration { Alias = 1, Path = "a", Kind = (ValueKind)99 }) },
        { "points.points[0]", Declare(new PointDeclaration { Alias = 0, Path = "a" }) },
        { "points.points[0]", Declare(new PointDeclaration { Alias = 1, Path = "a", DecimalPlaces = 300 }) },
    };

    public async ValueTask InitializeAsync() => _platform = await PlatformUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task A_message_that_breaks_a_rule_is_refused_with_its_field(string field, ExchangeRequest request)
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);

        await gateway.SendAsync(request);

        var refusal = await gateway.RefusalAsync();
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Equal(field, refusal.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Single().Field);
    }

    [Fact]
    public async Task A_stream_that_does_not_begin_with_hello_is_refused()
    {
        using var gateway = GatewayStream.Open(
            _platform.Ingest(_platform.Authority.Gateway(_platform.CertificateFolder, PlatformUnderTest.Gateway)));

        await gateway.SendAsync(new ExchangeRequest { Probe = new LinkProbe() });

        Assert.Equal(StatusCode.InvalidArgument, (await gateway.RefusalAsync()).StatusCode);
    }

    [Fact]
    public async Task An_alias_cannot_become_another_point_kind()
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        await gateway.SendAsync(Declare(new PointDeclaration { Alias = 1, Path = "a" }));

        var other = Declare(new PointDeclaration { Alias = 1, Path = "a" });
        (other.Points.Points[0].Kind, other.Points.Points[0].DataType) = (ValueKind.Text, DataType.String);
        await gateway.SendAsync(other);

        Assert.Equal(StatusCode.InvalidArgument, (await gateway.RefusalAsync()).StatusCode);
    }

    [Fact]
    public async Task An_alias_cannot_become_another_point_of_the_same_kind()
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        await gateway.SendAsync(Declare(new PointDeclaration { Alias = 1, Path = "a" }));

        await gateway.SendAsync(Declare(new PointDeclaration { Alias = 1, Path = "b" }));

        var refusal = await gateway.RefusalAsync();
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains("alias 1 is a,", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_every_kind_of_nonsense_an_honest_gateway_is_served()
    {
        var first = 1UL;
        await Gen.Byte.Array[0, 400].SampleAsync(
            async bytes =>
            {
                using var hostile = await _platform.OpenGatewayAsync(epoch: 66, "hostile");
                var nonsense = new ExchangeRequest
                {
                    Block = new Block
                    {
                        Log = Log.Process,
                        FirstSequence = first,
                        RecordCount = 3,
                        Codec = bytes.Length % 2 == 0 ? Codec.None : Codec.Deflate,
                        Content = ByteString.CopyFrom(bytes),
                        ContentBytes = (uint)bytes.Length,
                    },
                };
                first += 3;
                await hostile.SendAsync(nonsense);
                await hostile.SendAsync(nonsense);
                if (bytes.Length < 6)
                {
                    Assert.Equal(StatusCode.InvalidArgument, (await hostile.RefusalAsync()).StatusCode);
                    return;
                }

                while ((await hostile.ReceiveAsync()).Rejection is null)
                {
                }
            },
            iter: 30,
            threads: 1);

        using var honest = await _platform.OpenGatewayAsync(epoch: 1);
        await honest.StoreAsync(1, Some.Sample(honest.Point("press-01/pressure"), 1));
    }

    [Fact]
    public async Task A_block_that_says_that_it_would_inflate_to_a_gibibyte_is_refused()
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);

        await gateway.SendAsync(Bomb(said: 1024 * 1024 * 1024));

        Assert.Equal(StatusCode.ResourceExhausted, (await gateway.RefusalAsync()).StatusCode);
    }

    [Fact]
    public async Task A_block_that_would_inflate_to_a_gibibyte_and_does_not_say_so_is_not_inflated()
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        var bomb = Bomb(said: 2 * 1024 * 1024);

        var before = GC.GetTotalAllocatedBytes();
        await gateway.SendAsync(bomb);
        while ((await gateway.ReceiveAsync()).DeclarationRequest is null)
        {
        }

        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 * 1024 * 1024);
    }

    [Fact]
    public void Random_bytes_are_never_more_than_a_block_that_cannot_be_read() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Bool).Sample((bytes, deflate) =>
        {
            var block = new Block
            {
                Codec = deflate ? Codec.Deflate : Codec.None,
                Content = ByteString.CopyFrom(bytes),
                ContentBytes = (uint)bytes.Length,
            };
            var reader = new RecordBlockReader(new BlockContent(1_000).Open(block).GetValueOrDefault().Span);
            var total = 0;
            while (reader.TryRead(out var record))
            {
                total += record.Length;
            }

            Assert.InRange(total, 0, bytes.Length);
        });

    private static ExchangeRequest Bomb(int said) => new()
    {
        Block = new Block
        {
            Log = Log.Process,
            FirstSequence = 1,
            RecordCount = 1,
            Codec = Codec.Deflate,
            Content = Zeros(1024),
            ContentBytes = (uint)said,
        },
    };

    /// <summary>So many MiB of zeros, deflated to about a thousandth.</summary>
    private static ByteString Zeros(int mebibytes)
    {
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.Optimal))
        {
            var zeros = new byte[1024 * 1024];
            for (var index = 0; index < mebibytes; index++)
            {
                deflate.Write(zeros);
            }
        }

        return ByteString.CopyFrom(output.ToArray());
    }

    private static ExchangeRequest Declare(PointDeclaration point)
    {
        (point.Kind, point.DataType, point.ValueRank) = (
            point.Kind == ValueKind.Unspecified ? ValueKind.Double : point.Kind, DataType.Double, -1);
        return new ExchangeRequest { Points = new PointDeclarations { Points = { point } } };
    }
}
