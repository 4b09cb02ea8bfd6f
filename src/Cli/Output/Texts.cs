using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Types;
using DataType = IndustrialGateway.V1.DataType;

namespace IndustrialGateway.Cli.Output;

/// <summary>Instants, types and states as people and programs read them.</summary>
internal static class Texts
{
    /// <summary>ISO 8601 in UTC with the 100 ns of OPC UA; null where there is none.</summary>
    public static string? Iso(Timestamp? time) => time is null ? null : Iso(Client.ValueMapping.ToTicks(time));

    /// <summary>ISO 8601 in UTC of 100 ns ticks since 1601.</summary>
    public static string Iso(long ticks) =>
        UaTime.ToDateTimeOffset(ticks).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>For people: this machine's time, to the millisecond.</summary>
    public static string Local(Timestamp? time) => time is null ? "" : Local(Client.ValueMapping.ToTicks(time));

    /// <summary>For people: this machine's time, to the millisecond, of 100 ns ticks since 1601.</summary>
    public static string Local(long ticks) => UaTime.ToDateTimeOffset(ticks).ToLocalTime()
        .ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>OPC UA's name of the type, <c>Double</c>, with <c>[]</c> for an array.</summary>
    public static string TypeName(DataType type, int valueRank) =>
        ((Model.DataType)type).ToString() + (valueRank >= 0 ? "[]" : "");

    /// <summary>OPC UA's name of a status code, e.g. <c>BadNoCommunication</c>.</summary>
    public static string Status(uint code) => new StatusCode(code).ToString();
}
