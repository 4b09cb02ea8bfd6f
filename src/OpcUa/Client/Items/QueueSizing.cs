namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>How long an item's queue at the server must be, so that no value is lost between two publishings that come late.</summary>
internal static class QueueSizing
{
    /// <summary>Of a value that is reported as it changes nobody knows how often that is.</summary>
    public const uint AsItChanges = 100;

    /// <summary>Of events nobody knows how many come at once.</summary>
    public const uint Events = 1000;

    private const uint Most = 10_000;

    /// <summary>Twice what is sampled in one publishing interval.</summary>
    /// <param name="sampling">Zero: as it changes. Null: once in each publishing interval.</param>
    public static uint Choose(TimeSpan? sampling, TimeSpan publishing) => sampling switch
    {
        null => 2,
        { } interval when interval <= TimeSpan.Zero => AsItChanges,
        { } interval => (uint)Math.Clamp(Math.Ceiling(publishing / interval) * 2, 2, Most),
    };

    /// <summary>The same when the server has said how often it will sample; where it says 0 (as it changes), what was wanted counts.</summary>
    public static uint ChooseRevised(TimeSpan? wanted, TimeSpan revised, TimeSpan publishing) =>
        revised > TimeSpan.Zero ? Choose(revised, publishing) : Choose(wanted ?? TimeSpan.Zero, publishing);
}
