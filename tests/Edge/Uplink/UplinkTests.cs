using Google.Rpc;
using IndustrialGateway.Client.Development;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Model;
using IndustrialGateway.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace IndustrialGateway.Edge.Uplink;

public sealed class UplinkTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeLogCollector _logs = new();
    private DevelopmentMaterial _material = null!; // these four are set in InitializeAsync
    private GatewayStore _store = null!;
    private FakePlatform _platform = null!;
    private UplinkService _uplink = null!;

    public async ValueTask InitializeAsync()
    {
        _material = DevelopmentMaterial.Prepare(Path.Combine(_folder.Path, "keys"), "press-shop", TimeProvider.System);
        _store = await Some.StoreAsync(Path.Combine(_folder.Path, "data"));
        _platform = await FakePlatform.StartAsync(_material);
        _uplink = NewUplink();
    }

    public async ValueTask DisposeAsync()
    {
        await _uplink.StopAsync(default);
        _uplink.Dispose();
        await _platform.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Points_are_declared_before_records_that_use_them_and_records_arrive_as_they_were_kept()
    {
        await KeepAsync("a", 0, 5);
        await _uplink.StartAsync(default);
        var stream = await _platform.NextStreamAsync();
        await stream.WelcomeAsync();

        var first = await stream.ReadUntilAsync(6);
        var declaredAtFirst = stream.Declared.Select(point => point.Path).ToArray();
        await KeepAsync("b", 5, 1);
        var second = await stream.ReadUntilAsync(7);

        Assert.Equal(["a"], declaredAtFirst);
        Assert.Equal(["a", "b"], stream.Declared.Select(point => point.Path));
        Assert.Equal([1, 2], stream.Declared.Select(point => (int)point.Alias));
        Assert.Equal(Kept(), first.Concat(second).OrderBy(pair => pair.Key).Select(pair => Convert.ToHexString(pair.Value)));
    }

    [Fact]
    public async Task After_a_break_the_stream_goes_on_behind_what_is_stored()
    {
        await KeepAsync("a", 0, 9);
        await _uplink.StartAsync(default);
        var stream = await _platform.NextStreamAsync();
        await stream.WelcomeAsync();
        await stream.ReadUntilAsync(10);
        stream.Fail(Grpc.Core.StatusCode.Unavailable, "restarting");

        var next = await _platform.NextStreamAsync();
        await next.WelcomeAsync(storedBefore: 4, knownPoints: 1);
        var block = (await next.NextAsync()).Block;

        Assert.Equal(4UL, block.FirstSequence);
        Assert.True(block.Backlog);
        Assert.Empty(next.Declared);
        Assert.Equal(4, _store.Process.AcknowledgedBefore);
    }

    [Fact]
    public async Task An_acknowledgement_lets_the_buffer_go()
    {
        await KeepAsync("a", 0, 9);
        await _uplink.StartAsync(default);
        var stream = await _platform.NextStreamAsync();
        await stream.WelcomeAsync();
        await stream.ReadUntilAsync(10);

        await stream.AcknowledgeAsync(10);
        await stream.SendAsync(new ExchangeResponse { Drain = new Drain() });
        var next = await _platform.NextStreamAsync();

        Assert.Equal(10, _store.Process.AcknowledgedBefore);
        Assert.Equal(10UL, next.Hello.Logs.Single(log => log.Log == Log.Process).NextSequence);
    }

    [Fact]
    public async Task Declarations_that_the_platform_lacks_go_again_with_the_records()
    {
        await KeepAsync("a", 0, 3);
        await KeepAsync("b", 3, 3);
        await _uplink.StartAsync(default);
        var stream = await _platform.NextStreamAsync();
        await stream.WelcomeAsync(knownPoints: 2);
        var before = await stream.ReadUntilAsync(7);
        var declaredBefore = stream.Declared.Count;

        await stream.AcknowledgeAsync(3);
        await stream.SendAsync(new ExchangeResponse { DeclarationRequest = new DeclarationRequest { First = 2 } });
        var again = await stream.ReadUntilAsync(7);

        Assert.Equal(0, declaredBefore);
        Assert.Equal(["b"], stream.Declared.Select(point => point.Path));
        Assert.Equal([3UL, 4, 5, 6], again.Keys.Order().ToArray());
        Assert.All(again, pair => Assert.Equal(before[pair.Key], pair.Value));
    }

    [Fact]
    public async Task No_more_than_the_window_is_under_way()
    {
        await _uplink.StartAsync(default);
        var stream = await _platform.NextStreamAsync();
        await stream.WelcomeAsync(window: 1);
        await KeepAsync("a", 0, 1);
        var first = (await stream.NextAsync()).Block;
        await KeepAsync("a", 1, 1);

        // States go on coming while the second block waits for the first one's acknowledgement.
        await stream.NextAsync(ExchangeRequest.MessageOneofCase.State);
        await stream.NextAsync(ExchangeRequest.MessageOneofCase.State);
        await stream.AcknowledgeAsync(first.FirstSequence + first.RecordCount);
        var second = (await stream.NextAsync()).Block;

        Assert.Equal(first.FirstSequence + first.RecordCount, second.FirstSequence);
    }

    [Theory]
    [InlineData(Codec.Deflate, Codec.Deflate)]
    [InlineData(Codec.Zstd, Codec.Deflate, Codec.Zstd)]
    public async Task A_large_block_is_compressed_by_the_best_that_the_platform_can_read(Codec expected, params Codec[] known)
    {
        await KeepAsync("a", 0, 3000);
        await _uplink.StartAsync(default);
        var stream = await _platform.NextStreamAsync();
        await stream.WelcomeAsync(1, 0, 1 << 20, known);

        var block = (await stream.NextAsync()).Block;

        Assert.Equal(expected, block.Codec);
        Assert.True(block.Content.Length < block.ContentBytes);
        Assert.Equal(block.RecordCount, (uint)FakeStream.Content(block).Records.Count);
    }

    [Fact]
    public async Task What_was_dropped_from_a_full_buffer_is_announced_with_its_count()
    {
        await _store.DisposeAsync();
        _store = await GatewayStore.OpenAsync(
            Path.Combine(_folder.Path, "small"),
            Some.Buffer(16 << 20),
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance,
            default);
        _uplink = NewUplink();
        await KeepBytesAsync(24, 900_000);
        await _uplink.StartAsync(default);
        var stream = await _platform.NextStreamAsync();
        await stream.WelcomeAsync();

        var skip = (await stream.NextAsync()).Skip;
        var block = (await stream.NextAsync()).Block;

        Assert.Equal(1UL, skip.FirstSequence);
        Assert.Equal(skip.Count, skip.Gap.SampleCount);
        Assert.Equal(V1.GapReason.BufferFull, skip.Gap.Reason);
        Assert.Equal(1 + skip.Count, block.FirstSequence);
    }

    [Fact]
    public async Task A_record_that_the_platform_refuses_for_ever_is_set_aside()
    {
        await KeepAsync("a", 0, 3);
        await _uplink.StartAsync(default);
        var stream = await _platform.NextStreamAsync();
        await stream.WelcomeAsync();
        var records = await stream.ReadUntilAsync(4);

        await stream.SendAsync(new ExchangeResponse
        {
            Rejection = new RecordRejection { Log = Log.Process, Sequence = 2, Status = new Status { Message = "a bad record" } },
        });
        await stream.AcknowledgeAsync(4);
        await stream.SendAsync(new ExchangeResponse { Drain = new Drain() });
        await _platform.NextStreamAsync();

        var kept = Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "quarantine"), "*.record"));
        Assert.Equal(records[2], await File.ReadAllBytesAsync(kept));
    }

    [Fact]
    public async Task An_old_copy_of_a_buffer_goes_by_a_new_epoch_and_is_sent_whole()
    {
        await KeepAsync("a", 0, 3);
        await _uplink.StartAsync(default);
        var stream = await _platform.NextStreamAsync();
        await stream.WelcomeAsync(storedBefore: 100);

        var next = await _platform.NextStreamAsync();
        await next.WelcomeAsync();
        var records = await next.ReadUntilAsync(4);

        Assert.NotEqual(stream.Hello.Epoch, next.Hello.Epoch);
        Assert.Equal(stream.Hello.Instance, next.Hello.Instance);
        Assert.Equal(Kept(), records.OrderBy(pair => pair.Key).Select(pair => Convert.ToHexString(pair.Value)));
        Assert.Contains(_logs.GetSnapshot(), log => log.Message.Contains("an old copy", StringComparison.Ordinal));
        await _uplink.StopAsync(default);
        await _store.DisposeAsync();
        _store = await Some.StoreAsync(Path.Combine(_folder.Path, "data"));
        Assert.Equal(next.Hello.Epoch.ToByteArray(), EpochBytes(_store));
    }

    [Fact]
    public async Task What_is_acknowledged_and_was_never_sent_stays()
    {
        await _uplink.StartAsync(default);
        var stream = await _platform.NextStreamAsync();
        await stream.WelcomeAsync(window: 1);
        await KeepAsync("a", 0, 1);
        await stream.NextAsync();
        await KeepAsync("a", 1, 2);

        await stream.AcknowledgeAsync(4);
        await Assert.ThrowsAnyAsync<Exception>(stream.NextAsync);

        Assert.Equal(1, _store.Process.AcknowledgedBefore);
        await Some.EventuallyAsync(() =>
            _logs.GetSnapshot().Any(log => log.Message.Contains("not all of which were sent", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_has_just_come_goes_before_what_waited()
    {
        await KeepBytesAsync(8, 100_000);
        await _uplink.StartAsync(default);
        var stream = await _platform.NextStreamAsync();
        await stream.WelcomeAsync();
        var first = (await stream.NextAsync()).Block;
        await KeepAsync("a", 0, 1);

        // The backlog waits for its acknowledgement, the new value does not.
        var live = (await stream.NextAsync()).Block;
        List<Block> late = [first];
        while (late.Sum(block => block.RecordCount) < 8)
        {
            await stream.AcknowledgeAsync(late[^1].FirstSequence + late[^1].RecordCount);
            late.Add((await stream.NextAsync()).Block);
        }

        Assert.Equal((9UL, false), (live.FirstSequence, live.Backlog));
        Assert.Equal(Enumerable.Range(1, 8).Select(sequence => (ulong)sequence), late.Select(block => block.FirstSequence));
        Assert.All(late, block => Assert.True(block.Backlog));
    }

    [Fact]
    public async Task The_gateways_state_goes_up_by_itself()
    {
        await KeepAsync("a", 0, 3);
        await _uplink.StartAsync(default);
        var stream = await _platform.NextStreamAsync();
        await stream.WelcomeAsync();

        var state = (await stream.NextAsync(ExchangeRequest.MessageOneofCase.State)).State;

        Assert.Equal(3UL, state.BufferedRecords);
        Assert.True(state.BufferedBytes > 0);
    }

    [Fact]
    public async Task A_refused_certificate_is_told_from_a_platform_that_is_not_there()
    {
        using var stranger = DevelopmentAuthority.Open(Path.Combine(_folder.Path, "stranger"), TimeProvider.System);
        await using var strict = await FakePlatform.StartAsync(_material, stranger.Files.Certificate);
        var free = await FakePlatform.StartAsync(_material);
        await free.DisposeAsync();

        Assert.Contains("does not accept this gateway's certificate", await ReasonAsync(strict.Address), StringComparison.Ordinal);
        Assert.Contains("nothing listens at", await ReasonAsync(free.Address), StringComparison.Ordinal);
        Assert.Contains(
            "the platform's certificate is not accepted",
            await ReasonAsync(_platform.Address, stranger.Files.Certificate),
            StringComparison.Ordinal);
        Assert.Contains("is not known", await ReasonAsync(new Uri("https://no-such-host.invalid:7443")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_gateway_with_the_same_identity_is_told_as_an_error_and_this_one_goes_on_under_an_epoch_of_its_own()
    {
        await KeepAsync("a", 0, 1);
        await _uplink.StartAsync(default);
        var refused = await _platform.NextStreamAsync();
        refused.Refuse(Grpc.Core.StatusCode.FailedPrecondition, "SECOND_INSTANCE", "Stop one of the two.");
        var renewed = await _platform.NextStreamAsync();
        renewed.Refuse(Grpc.Core.StatusCode.FailedPrecondition, "SECOND_INSTANCE", "Stop one of the two.");

        var next = await _platform.NextStreamAsync();
        await next.WelcomeAsync();
        await next.ReadUntilAsync(2);

        Assert.NotEqual(refused.Hello.Epoch, renewed.Hello.Epoch);
        Assert.Equal(renewed.Hello.Epoch, next.Hello.Epoch);
        var told = Assert.Single(_logs.GetSnapshot(), log => log.Level == LogLevel.Error);
        Assert.Contains("another one has its identity", told.Message, StringComparison.Ordinal);
        Assert.Contains("Stop one of the two.", told.Message, StringComparison.Ordinal);
        Assert.Equal(16, next.Hello.Instance.Length);
        Assert.Equal(refused.Hello.Instance, next.Hello.Instance);
    }

    /// <summary>What the log says of an attempt to reach an address.</summary>
    private async Task<string> ReasonAsync(Uri address, string? authority = null)
    {
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var uplink = NewUplink(address, authority, new TellingLogger(told));
        await uplink.StartAsync(default);
        var reason = await told.Task.WaitAsync(Some.Patience());
        await uplink.StopAsync(default);
        return reason;
    }

    private UplinkService NewUplink(Uri? address = null, string? authority = null, ILogger<UplinkService>? logger = null)
    {
        var options = new UplinkOptions
        {
            Endpoint = address ?? _platform.Address,
            Paths = [new Paths.PathOptions { Name = "default", Endpoint = address ?? _platform.Address }],
            CertificateFile = _material.Gateway.Certificate,
            KeyFile = _material.Gateway.Key,
            AuthorityFile = authority ?? _material.Authority.Certificate,
            StateInterval = TimeSpan.FromMilliseconds(500),
            MaxRetryDelay = TimeSpan.FromMilliseconds(400),
            Compress = Sending.CompressionChoice.Always,
        };
        var watch = new BufferWatch(_store, new BufferOptions(), () => long.MaxValue, TimeProvider.System, new FakeLogger<BufferWatch>());
        var quarantine = new Quarantine(Path.Combine(_folder.Path, "quarantine"), new FakeLogger<Quarantine>());
        var state = new GatewayStateReport(_store, watch, [], quarantine, TimeProvider.System);
        return new UplinkService(
            options, new GrpcLink(options), _store, state, quarantine, TimeProvider.System, logger ?? new FakeLogger<UplinkService>(_logs));
    }

    /// <summary>Keeps records of one value each.</summary>
    private async Task KeepAsync(string path, int first, int count)
    {
        var maker = new RecordMaker(_store.Points);
        var point = _store.Points.Registry.Add(Some.Point(path));
        for (var index = first; index < first + count; index++)
        {
            await KeepAsync(maker, Some.Sample(point, index, index));
        }
    }

    private async Task KeepBytesAsync(int count, int bytes)
    {
        var maker = new RecordMaker(_store.Points);
        var point = _store.Points.Registry.Add(Some.Point("picture"));
        for (var index = 0; index < count; index++)
        {
            await KeepAsync(maker, new Model.Sample(point, Value.Of(new byte[bytes]), 0, Some.Ticks, Some.Ticks));
        }
    }

    private async Task KeepAsync(RecordMaker maker, Model.Sample sample)
    {
        maker.Clear();
        maker.Add(sample);
        await _store.Points.PersistAsync(default);
        while (maker.TryMake(out var count))
        {
            await _store.Process.WaitDurableAsync(await _store.Process.AppendAsync(maker.Record, count, default), default);
        }
    }

    private static byte[] EpochBytes(GatewayStore store)
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, store.Epoch);
        return bytes;
    }

    private List<string> Kept()
    {
        List<string> kept = [];
        using var reader = _store.Process.OpenReader(1);
        while (reader.TryRead(out var entry))
        {
            kept.Add(Convert.ToHexString(entry.Record.Span));
        }

        return kept;
    }

    private sealed class TellingLogger(TaskCompletionSource<string> told) : ILogger<UplinkService>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            told.TrySetResult(formatter(state, exception));
    }
}
