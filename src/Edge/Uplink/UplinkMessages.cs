using System.Buffers.Binary;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using IndustrialGateway.Buffering;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Model;
using IndustrialGateway.V1;
using GapReason = IndustrialGateway.V1.GapReason;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>Makes the messages that the gateway sends (ingest.proto).</summary>
internal static class UplinkMessages
{
    // A message stays far below what the platform takes: a declaration is some 200 bytes, but texts may make it 100 times as long.
    private const int DeclarationsPerMessage = 2000;
    private const int BytesPerMessage = 256 * 1024;

    public static ExchangeRequest Hello(GatewayStore store, string path, DateTimeOffset now)
    {
        var epoch = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(epoch, store.Epoch);
        var hello = new Hello
        {
            Epoch = UnsafeByteOperations.UnsafeWrap(epoch),
            DeclaredPoints = (uint)store.Points.DurableCount,
            Path = path,
            SoftwareVersion = typeof(UplinkMessages).Assembly.GetName().Version?.ToString() ?? "",
            MaxMessageBytes = UplinkSession.MaxMessageBytes,
            GatewayTime = now.ToTimestamp(),
            Instance = UnsafeByteOperations.UnsafeWrap(store.Instance),
            Run = (ulong)store.Run,
        };
        hello.Codecs.Add([Codec.None, Codec.Deflate, Codec.Zstd]);
        hello.Logs.AddRange(store.Logs.Select(log => new LogState
        {
            Log = WireLog.Of(log.Class),
            OldestSequence = (ulong)log.Buffer.OldestSequence,
            NextSequence = (ulong)log.Buffer.NextSequence,
        }));
        return new ExchangeRequest { Hello = hello };
    }

    /// <summary>Aliases <paramref name="first"/> to <paramref name="last"/>, in as many messages as it takes.</summary>
    public static IEnumerable<ExchangeRequest> Declarations(PointTable table, int first, int last)
    {
        var points = table.Registry.DeclarationsFrom((uint)first).Take(last - first + 1);
        var (message, bytes) = (new PointDeclarations(), 0);
        foreach (var declaration in points.Select(Declaration))
        {
            message.Points.Add(declaration);
            bytes += declaration.CalculateSize();
            if (message.Points.Count == DeclarationsPerMessage || bytes >= BytesPerMessage)
            {
                yield return new ExchangeRequest { Points = message };
                (message, bytes) = (new PointDeclarations(), 0);
            }
        }

        if (message.Points.Count > 0)
        {
            yield return new ExchangeRequest { Points = message };
        }
    }

    /// <summary>A range that will never be sent. What nobody was ever promised, or what the platform had once, is no gap.</summary>
    public static ExchangeRequest Skip(Log log, SkippedRange range)
    {
        var skip = new Skip { Log = log, FirstSequence = (ulong)range.First, Count = (ulong)range.Count };
        if (ReasonOf(range.Reason) is { } reason)
        {
            skip.Gap = new GapReport
            {
                From = range.FromTime.ToTimestamp(),
                To = range.ToTime.ToTimestamp(),
                SampleCount = (ulong)Math.Max(0, range.SampleCount),
                Reason = reason,
            };
        }

        return new ExchangeRequest { Skip = skip };
    }

    // The file system was full, not the buffer: to who reads it, that is the same.
    private static GapReason? ReasonOf(SkipReason reason) => reason switch
    {
        SkipReason.Evicted or SkipReason.Shed => GapReason.BufferFull,
        SkipReason.Expired => GapReason.Expired,
        SkipReason.Damaged => GapReason.Damaged,
        _ => null,
    };

    /// <summary>A record that no block can hold.</summary>
    public static ExchangeRequest SkipTooLarge(Log log, BufferEntry entry) => new()
    {
        Skip = new Skip
        {
            Log = log,
            FirstSequence = (ulong)entry.Sequence,
            Count = 1,
            Gap = new GapReport
            {
                From = entry.AppendedAt.ToTimestamp(),
                To = entry.AppendedAt.ToTimestamp(),
                SampleCount = (ulong)entry.SampleCount,
                Reason = GapReason.Rejected,
            },
        },
    };

    private static PointDeclaration Declaration(DeclaredPoint declared) => new()
    {
        Alias = declared.Shape.Alias,
        Path = declared.Description.Path,
        Kind = (V1.ValueKind)declared.Shape.Kind,
        DecimalPlaces = declared.Shape.DecimalPlaces,
        DataType = (V1.DataType)declared.Shape.DataType,
        ValueRank = declared.Shape.ValueRank,
        Unit = declared.Description.Unit,
        SourceAddress = declared.Description.SourceAddress,
        DisplayName = declared.Description.DisplayName,
        Equipment = declared.Description.Equipment,
        EnumTexts = { declared.Description.EnumTexts.All.Select(text => new V1.EnumText { Field = text.Field, Value = text.Value, Text = text.Text }) },
    };
}
