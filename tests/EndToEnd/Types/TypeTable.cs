using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.EndToEnd.Types;

/// <summary>The edges of all 25 built-in types. The node ids and names are in the namespace that the machine has as its first.</summary>
internal static class TypeTable
{
    private static readonly Guid Guid = new("72962b91-fa75-4ae6-8d28-b404dc7daf63");
    // The one NaN of OPC UA and of JavaScript (Part 6 §5.2.2.3); .NET's has its sign set.
    private static readonly float FloatNaN = BitConverter.UInt32BitsToSingle(0x7FC0_0000);
    private static readonly double DoubleNaN = BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000);

    private static readonly UaDateTime First = new(0);
    private static readonly UaDateTime Last = UaDateTime.From(DateTimeOffset.MaxValue);
    private static readonly UaDateTime LastWhole = new(Last.Ticks - 9_999);
    private static readonly UaDateTime Whole = UaDateTime.From(new DateTimeOffset(2026, 11, 26, 9, 30, 0, 123, TimeSpan.Zero));
    private static readonly UaDateTime Fine = UaDateTime.From(new DateTimeOffset(2026, 11, 26, 9, 30, 0, TimeSpan.Zero).AddTicks(1_234_567));

    /// <param name="uri">The URI of the machine's namespace 1.</param>
    public static IReadOnlyList<TypeRow> Of(string uri) =>
    [
        Row(BuiltInType.Boolean, Variant.Of, Value.Of, (true, "true"), (false, "false")),
        Row(BuiltInType.SByte, Variant.Of, Value.Of, (sbyte.MinValue, "-128"), (sbyte.MaxValue, "127")),
        Row(BuiltInType.Byte, Variant.Of, Value.Of, (byte.MinValue, "0"), (byte.MaxValue, "255")),
        Row(BuiltInType.Int16, Variant.Of, Value.Of, (short.MinValue, "-32768"), (short.MaxValue, "32767")),
        Row(BuiltInType.UInt16, Variant.Of, Value.Of, (ushort.MinValue, "0"), (ushort.MaxValue, "65535")),
        Row(BuiltInType.Int32, Variant.Of, Value.Of, (-12, "-12"), (int.MinValue, "-2147483648"), (int.MaxValue, "2147483647")),
        Row(BuiltInType.UInt32, Variant.Of, Value.Of, (uint.MinValue, "0"), (uint.MaxValue, "4294967295")),
        Row(BuiltInType.Int64, Variant.Of, Value.Of, (long.MinValue, "-9223372036854775808"), (long.MaxValue, "9223372036854775807")),
        Row(BuiltInType.UInt64, Variant.Of, Value.Of, (ulong.MinValue, "0"), (ulong.MaxValue, "18446744073709551615")),
        Row(
            BuiltInType.Float, Variant.Of, Value.Of,
            (0.1f, "0.1"), (-0.0f, "-0"), (float.Epsilon, "1E-45"), (FloatNaN, "\"NaN\""), (float.PositiveInfinity, "\"Infinity\"")),
        Row(
            BuiltInType.Double, Variant.Of, Value.Of,
            (0.1, "0.1"), (-0.0, "-0"), (double.Epsilon, "5E-324"), (DoubleNaN, "\"NaN\""), (double.NegativeInfinity, "\"-Infinity\""),
            (double.MaxValue, "1.7976931348623157E+308")),
        Row(
            BuiltInType.String, Variant.Of, Value.Of,
            ("123", "\"123\""), ("", "\"\""), (null, "null"), ("压力 <b>\u0001", "\"压力 <b>\\u0001\"")),
        Row(
            BuiltInType.DateTime, Variant.Of, time => Value.OfDateTime(time.Ticks),
            (First, "\"1601-01-01T00:00:00.0000000Z\""), (Fine, "\"2026-11-26T09:30:00.1234567Z\""), (Last, "\"9999-12-31T23:59:59.9999999Z\"")),
        Row(BuiltInType.Guid, Variant.Of, Value.Of, (Guid, $"\"{Guid}\""), (Guid.Empty, $"\"{Guid.Empty}\"")),
        Row<byte[]?>(BuiltInType.ByteString, Variant.Of, Value.Of, ([0, 255, 1], "\"AP8B\""), ([], "\"\""), (null, "null")),
        Row(BuiltInType.XmlElement, Variant.OfXml, Text(DataType.XmlElement), ("<a>1</a>", "\"<a>1</a>\""), (null, "null")),
        Named(
            BuiltInType.NodeId, Variant.Of, DataType.NodeId,
            (new NodeId(85), "i=85"), (new NodeId(uint.MaxValue, 1), $"nsu={uri};i=4294967295"), (new NodeId("压力;1", 1), $"nsu={uri};s=压力;1"),
            (new NodeId(Guid, 1), $"nsu={uri};g={Guid}"), (new NodeId((byte[])[1, 255], 1), $"nsu={uri};b=Af8="), (default, "i=0")),
        Named(
            BuiltInType.ExpandedNodeId, Variant.Of, DataType.ExpandedNodeId,
            (new ExpandedNodeId(new NodeId("A", 1)), $"nsu={uri};s=A"),
            (new ExpandedNodeId(new NodeId("A", 0), "urn:elsewhere;%", 7), "svr=7;nsu=urn:elsewhere%3B%25;s=A")),
        Row(
            BuiltInType.StatusCode, Variant.Of, status => Value.OfStatusCode(status.Value),
            (new StatusCode(0x8031_0000), "2150694912"), (StatusCode.Good, "0"), (new StatusCode(0x0000_0480), "1152")),
        Row(
            BuiltInType.QualifiedName, Variant.Of, name => Value.Of(DataType.QualifiedName, NameOf(name, uri)),
            (new QualifiedName(1, "Druck"), $"\"nsu={uri};Druck\""), (new QualifiedName(0, "123"), "\"123\""), (new QualifiedName(0, "ns=1;x"), "\"ns=0;ns=1;x\"")),
        Row(
            BuiltInType.LocalizedText, Variant.Of, text => Value.OfLocalizedText(text.Locale, text.Text),
            (new LocalizedText("zh-CN", "压力机"), """{"locale":"zh-CN","text":"压力机"}"""),
            (new LocalizedText(null, "press"), """{"locale":null,"text":"press"}"""), (default, """{"locale":null,"text":null}""")),
        Row(
            BuiltInType.ExtensionObject, Variant.Of, body => Bodies.Read(body, uri),
            (Bodies.Unknown, $$"""{"$type":"nsu={{uri}};i=77","binary":"AQI="}"""), (ExtensionObject.Null, "null")),
        Row(
            BuiltInType.DataValue, Variant.Of, Parts.Read,
            (new DataValue(Variant.Of(-12)), """{"value":-12,"statusCode":0}"""),
            (
                new DataValue(Variant.Of("1"), StatusCode.BadTimeout, Fine, First) { SourcePicoseconds = 9999 },
                """{"value":"1","statusCode":2148139008,"sourceTimestamp":"2026-11-26T09:30:00.1234567Z","sourcePicoseconds":9999}""")),
        new TypeRow(BuiltInType.Variant, Mixed, places => System.Array.ConvertAll(places, place => Mixed[place].Held)),
        Row<DiagnosticInfo?>(
            BuiltInType.DiagnosticInfo, Variant.Of, info => info is null ? Value.NullOf(DataType.DiagnosticInfo) : Parts.Read(info),
            (
                new DiagnosticInfo { SymbolicId = 0, AdditionalInfo = "why", Inner = new DiagnosticInfo { InnerStatusCode = StatusCode.BadTimeout } },
                """{"symbolicId":0,"additionalInfo":"why","innerDiagnosticInfo":{"innerStatusCode":2148139008}}"""),
            (null, "null")),
    ];

    /// <summary>
    /// The same but for what node-opcua cannot hold: times finer than a millisecond, status codes with other info bits than it knows, picoseconds, bodies of
    /// types that it does not have, and diagnostics. For its monitored items it clones values, and the clone of an ExpandedNodeId forgets URI and server.
    /// </summary>
    public static IEnumerable<TypeRow> Foreign(string uri) =>
        from row in Of(uri)
        where row.Type is not (BuiltInType.ExtensionObject or BuiltInType.DiagnosticInfo)
        select Foreign(row) with { SendsNoRows = false };

    private static TypeRow Foreign(TypeRow row) => row.Type switch
    {
        BuiltInType.DateTime => Row(
            BuiltInType.DateTime, Variant.Of, time => Value.OfDateTime(time.Ticks),
            (First, "\"1601-01-01T00:00:00.0000000Z\""), (Whole, "\"2026-11-26T09:30:00.1230000Z\""), (LastWhole, "\"9999-12-31T23:59:59.9990000Z\"")),
        BuiltInType.StatusCode => row with { Values = row.Values[..2] },
        BuiltInType.DataValue or BuiltInType.ExpandedNodeId => row with { Values = row.Values[..1] },
        _ => row,
    };

    private static HeldValue[] Mixed =>
    [
        new(Variant.Of(-12), Value.Of(-12), "-12"),
        new(Variant.Of("123"), Value.Of("123"), "\"123\""),
        new(Variant.Null, Value.Null, "null"),
        new(Variant.Of(ulong.MaxValue), Value.Of(ulong.MaxValue), "18446744073709551615"),
        new(
            Variant.OfArray(BuiltInType.Byte, (byte[])[1, 2]),
            Value.OfArray(new ArrayValue(DataType.Byte, [Value.Of((byte)1), Value.Of((byte)2)])),
            "[1,2]"),
        new(
            Variant.OfArray(BuiltInType.Variant, (Variant[])[Variant.Of(1.5f)]),
            Value.OfArray(new ArrayValue(DataType.Variant, [Value.Of(1.5f)])),
            """[{"dataType":"Float","value":1.5}]"""),
    ];

    private static TypeRow Row<T>(BuiltInType type, Func<T, Variant> held, Func<T, Value> read, params (T Value, string Json)[] values) => new(
        type,
        [.. values.Select(value => new HeldValue(held(value.Value), read(value.Value), value.Json))],
        places => System.Array.ConvertAll(places, place => values[place].Value));

    /// <summary>Types whose text is what a reader gets.</summary>
    private static TypeRow Named<T>(BuiltInType type, Func<T, Variant> held, DataType read, params (T Value, string Text)[] values) => new(
        type,
        [.. values.Select(value => new HeldValue(held(value.Value), Value.Of(read, value.Text), $"\"{value.Text}\""))],
        places => System.Array.ConvertAll(places, place => values[place].Value));

    private static Func<string?, Value> Text(DataType type) => text => Value.Of(type, text);

    private static string? NameOf(QualifiedName name, string uri) => name switch
    {
        { NamespaceIndex: 1 } => $"nsu={uri};{name.Name}",
        { Name: ['n', 's', '=', ..] } => $"ns=0;{name.Name}",
        _ => name.Name,
    };
}
