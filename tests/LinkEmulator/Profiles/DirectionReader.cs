namespace IndustrialGateway.LinkEmulator.Profiles;

/// <summary>Reads one direction; what is not said stays as it was, so that it serves <c>like</c> and changes while the link runs alike.</summary>
internal static class DirectionReader
{
    private const double LongestMs = 60_000;

    public static DirectionProfile Read(Fields fields, DirectionProfile from)
    {
        var direction = new DirectionProfile
        {
            Base = fields.Number("base", from.Base, 0, LongestMs),
            Med = fields.Number("med", from.Med, 0, LongestMs),
            Sigma = fields.Number("sigma", from.Sigma, 0, 3),
            TailP = fields.Number("tailP", from.TailP, 0, 1),
            Tail = fields.Interval("tail", from.Tail, 0, LongestMs),
            Rate = fields.Number("rate", from.Rate, 0.001, 10_000),
            QueueMs = fields.Number("queueMs", from.QueueMs, 1, LongestMs),
            Loss = fields.Number("loss", from.Loss, 0, 1),
            Ge = Burst(fields, from.Ge),
            Mtu = fields.WholeNumber("mtu", from.Mtu, 68, 9000),
        };
        if (direction is { TailP: > 0, Tail.To: 0 })
        {
            fields.Wrong("tail", "is missing, though tailP is not 0.");
        }

        fields.RefuseOthers();
        return direction;
    }

    private static BurstLoss? Burst(Fields fields, BurstLoss? from)
    {
        var numbers = fields.Numbers("ge", [(0, 1), (0, 1), (0, 1)]);
        return numbers is [var toBad, var toGood, var loss] ? new BurstLoss(toBad, toGood, loss) : fields.Has("ge") ? null : from;
    }
}
