using System.Globalization;

namespace IndustrialGateway.Simulation.Scheduling;

/// <summary>What happened, in order: as a number that differs when anything does, and in words where somebody wants to read.</summary>
internal sealed class Trace(TextWriter? words)
{
    private ulong _hash = 14695981039346656037;

    public bool IsWanted => words is not null;

    /// <summary>The same for the same course of events (FNV-1a).</summary>
    public string Fingerprint => _hash.ToString("x16", CultureInfo.InvariantCulture);

    public void Step(long now, string process, int picked)
    {
        Mix((ulong)now);
        Mix((ulong)picked);
        Mix(process[0]);
    }

    /// <summary>An event worth a line.</summary>
    /// <param name="now">100 ns ticks since the beginning.</param>
    /// <param name="process">Whose.</param>
    /// <param name="what">The same whenever the seed runs.</param>
    /// <param name="detail">May name what is made at random outside the simulation, such as an epoch.</param>
    public void Say(long now, string process, string what, string detail = "")
    {
        foreach (var letter in what)
        {
            Mix(letter);
        }

        words?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{now / 1e7,12:f6} {process,-12} {what}{detail}"));
    }

    private void Mix(ulong value) => _hash = (_hash ^ value) * 1099511628211;
}
