namespace IndustrialGateway.Edge.Intake;

/// <summary>
/// What sources are owed for the groups that they handed in: each is told once all parts of a group are durable, in whichever
/// logs, and in the order in which it handed them in. Safe from any thread.
/// </summary>
internal sealed class Debts
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ISettlement, Queue<Debt>> _owed = [];

    /// <summary>A group is handed in; null when nobody wants to be told.</summary>
    public Debt? Take(ISettlement? owner, long token, int parts)
    {
        if (owner is null)
        {
            return null;
        }

        var debt = new Debt(owner) { Token = token, Parts = parts };
        lock (_gate)
        {
            if (!_owed.TryGetValue(owner, out var owed))
            {
                _owed.Add(owner, owed = []);
            }

            owed.Enqueue(debt);
        }

        return debt;
    }

    /// <summary>A part is durable.</summary>
    public void Settle(Debt debt, int accepted, int dropped)
    {
        lock (_gate)
        {
            debt.Accepted += accepted;
            debt.Dropped += dropped;
            debt.Parts--;
            TellInOrder(debt.Owner);
        }
    }

    /// <summary>
    /// Parts with so many samples could not be handed in: the group as a whole will never be durable, and what waits behind it must not wait
    /// for it.
    /// </summary>
    public void Abandon(Debt debt, int parts, int samples)
    {
        lock (_gate)
        {
            debt.Token = 0;
            debt.Dropped += samples;
            debt.Parts -= parts;
            TellInOrder(debt.Owner);
        }
    }

    private void TellInOrder(ISettlement owner)
    {
        if (!_owed.TryGetValue(owner, out var owed))
        {
            return;
        }

        while (owed.TryPeek(out var oldest) && oldest.Parts == 0)
        {
            owed.Dequeue();
            owner.Settled(oldest.Token, oldest.Accepted, oldest.Dropped);
        }

        if (owed.Count == 0)
        {
            _owed.Remove(owner);
        }
    }

    /// <summary>One group of one source.</summary>
    internal sealed class Debt(ISettlement owner)
    {
        public ISettlement Owner => owner;

        public long Token { get; set; }

        /// <summary>Those of which it is not yet known that they are durable.</summary>
        public int Parts { get; set; }

        public int Accepted { get; set; }

        public int Dropped { get; set; }
    }
}
