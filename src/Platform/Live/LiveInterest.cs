using IndustrialGateway.Platform.Catalogue;

namespace IndustrialGateway.Platform.Live;

/// <summary>Which points a subscriber named, one by one or by their parents; a point that is declared later joins by itself.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class LiveInterest(PointCatalogue catalogue, IEnumerable<string> points, IEnumerable<string> parents)
{
    private readonly HashSet<string> _points = new(points, StringComparer.Ordinal);
    private readonly HashSet<string> _parents = new(parents, StringComparer.Ordinal);
    private Answer[] _answers = new Answer[1024];

    private enum Answer : byte
    {
        Unknown,
        Yes,
        No,
    }

    public bool Covers(int point)
    {
        if (point >= _answers.Length)
        {
            Array.Resize(ref _answers, Math.Max(point + 1, _answers.Length * 2));
        }

        ref var answer = ref _answers[point];
        if (answer is Answer.Unknown && catalogue.FindPoint(point) is { } entry)
        {
            answer = _parents.Contains(entry.Gateway.Name) || _parents.Contains(entry.EquipmentName)
                || _points.Contains(entry.Name)
                ? Answer.Yes
                : Answer.No;
        }

        return answer is Answer.Yes;
    }
}
