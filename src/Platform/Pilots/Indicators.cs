namespace IndustrialGateway.Platform.Pilots;

/// <summary>The indicators that the line measures by itself, in the order in which they are shown.</summary>
internal static class Indicators
{
    public static readonly Indicator Connected = new(
        "connected", "1", HigherIsBetter: true, OfKeys: false,
        new Wording("在线率", "Connected"),
        new Wording("有良好数据的分钟数 ÷ 已过分钟数;当前分钟:最近 60 秒内有良好数据。设备保持连接且数值未变时,原有良好数据仍然有效", "Minutes with Good data ÷ minutes passed; the running minute: Good data within the last 60 s. Good values that do not change hold while their machine is connected"),
        evidence => evidence.ConnectedNow is { } now ? (now ? 1 : 0)
            : evidence.ElapsedMinutes == 0 ? null
            : Share(evidence.Figures[Count.ConnectedMinutes], evidence.ElapsedMinutes));

    public static readonly Indicator Completeness = new(
        "completeness", "1", HigherIsBetter: true, OfKeys: false,
        new Wording("数据完整率", "Completeness"),
        new Wording("已存样本数 ÷(已存样本数 + 已知丢失样本数);丢失数量不明或由多台设备分摊时为未知;设备保持连接、数值未变且无丢失时为 1", "Samples stored ÷ (samples stored + samples known to be lost); unknown with a loss of unknown size or shared by several machines; 1 where a connected machine had nothing to tell and nothing is lost"),
        evidence => evidence.Figures[Count.UncountedGaps] > 0 ? null
            : evidence.Figures[Count.Stored] + evidence.Figures[Count.Lost] == 0 && evidence.Figures[Count.HeldSeconds] > 0 ? 1
            : Share(evidence.Figures[Count.Stored], evidence.Figures[Count.Stored] + evidence.Figures[Count.Lost]));

    public static readonly Indicator Timeliness = new(
        "timeliness", "1", HigherIsBetter: true, OfKeys: false,
        new Wording("数据及时率", "Timeliness"),
        new Wording("源时间戳后规定时限内发布的样本数 ÷ 已存样本数", "Samples published within the limit after their source timestamp ÷ samples stored"),
        evidence => Share(evidence.Figures[Count.Timely], evidence.Figures[Count.Stored]));

    public static readonly Indicator Availability = new(
        "availability", "1", HigherIsBetter: true, OfKeys: false,
        new Wording("可用率", "Availability"),
        new Wording("连接正常的秒数 ÷ 可观测的秒数", "Seconds with the connection up ÷ seconds in which the platform could tell"),
        evidence => Share(evidence.Figures[Count.UpSeconds], evidence.Figures[Count.ObservedSeconds]));

    public static readonly Indicator LatencyP99 = new(
        "latency-p99", "s", HigherIsBetter: false, OfKeys: false,
        new Wording("端到端时延 P99", "End-to-end latency p99"),
        new Wording("源时间戳到平台发布,99% 的样本不超过此值(最多偏高 6%)", "Source timestamp to publication on the platform; 99 % of the samples do not exceed it (at most 6 % too high)"),
        evidence => evidence.Figures.Latency.Percentile(0.99)?.TotalSeconds);

    public static readonly Indicator Calls = new(
        "calls", "{call}", HigherIsBetter: true, OfKeys: true,
        new Wording("接口调用次数", "API calls"),
        new Wording("应用密钥的调用次数", "Calls made with the key"),
        evidence => evidence.Usage.Calls);

    public static readonly Indicator SamplesRead = new(
        "samples-read", "{sample}", HigherIsBetter: true, OfKeys: true,
        new Wording("读取数据点值数", "Values read"),
        new Wording("读取、历史与订阅返回的值的个数", "Values answered by reads, history pages and subscriptions"),
        evidence => evidence.Usage.SamplesRead);

    public static readonly Indicator ActiveKeys = new(
        "active-keys", "{key}", HigherIsBetter: true, OfKeys: true,
        new Wording("活跃应用密钥", "Active keys"),
        new Wording("期间内至少调用一次的密钥计 1；试点为今日合计", "1 for a key with at least one call in the period; of the pilot the sum of today"),
        evidence => evidence.Usage.Calls > 0 ? 1 : 0);

    public static readonly IReadOnlyList<Indicator> All =
        [Connected, Completeness, Timeliness, Availability, LatencyP99, Calls, SamplesRead, ActiveKeys];

    private static double? Share(long part, long whole) => whole == 0 ? null : Math.Min(1, (double)part / whole);
}
