namespace IndustrialGateway.Faults.Rows;

/// <summary>
/// F14: the machine dies and comes back with other values, another certificate and its nodes in a namespace of another number, where the
/// ids that they had are those of other nodes; no value is under the name of another point, and nothing that comes from then on is lost.
/// </summary>
internal sealed class ChangedPlant : Row
{
    private const int MostNamespaces = 4;

    public override Expectation Expects => Expectation.Complete;

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var when = await cycle.RandomMomentAsync();
        var others = cycle.Random.Next(MostNamespaces);
        await cycle.Line.KillPlantAsync();
        await cycle.Line.StartPlantAsync(new PlantChanges(others, HasNewCertificate: true));
        cycle.Healed();
        return $"killed {when}, back behind {others} other namespaces";
    }
}
