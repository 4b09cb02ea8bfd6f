namespace IndustrialGateway.Edge.Intake;

/// <summary>Counts what became of samples that nobody is to be told of.</summary>
/// <param name="tell">Called with how many were accepted and how many dropped.</param>
internal sealed class Settling(Action<int, int> tell) : ISettlement
{
    public void Settled(long token, int accepted, int dropped) => tell(accepted, dropped);
}
