using IndustrialGateway.Edge.Uplink;
using IndustrialGateway.Edge.Uplink.Paths;
using IndustrialGateway.Simulation.Scheduling;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Simulation.Line;

/// <summary>All paths between the gateway and the platform.</summary>
internal sealed class SimulatedLine(SeededScheduler scheduler, Func<SimulatedStream, bool> accept) : IPlatformLink
{
    private readonly List<(string Path, SimulatedStream Stream)> _streams = [];
    private int _opened;

    public Dictionary<string, LineConditions> Paths { get; } = [];

    /// <summary>The most bytes that one stream ever had on its way to the platform.</summary>
    public long MostBytes { get; private set; }

    public IPlatformStream Open(PathOptions path, int dscp, CancellationToken session)
    {
        var line = Paths[path.Name];
        var stream = new SimulatedStream(scheduler, line, $"{path.Name}-{++_opened}");
        Forget();
        if (line.IsDown || !accept(stream))
        {
            stream.Cut();
        }
        else
        {
            _streams.Add((path.Name, stream));
        }

        return stream;
    }

    /// <summary>Nobody reflects probes here.</summary>
    public Task MeasureAsync(PathFigures path, TimeProvider time, ILogger logger, CancellationToken stoppingToken) => Task.CompletedTask;

    /// <summary>All connections of a path break.</summary>
    public void Cut(string path)
    {
        foreach (var (_, stream) in _streams.Where(open => open.Path == path && !open.Stream.IsOver).ToList())
        {
            stream.Cut();
        }
    }

    /// <summary>Ends a silence.</summary>
    public void Resume(string path)
    {
        Paths[path].IsSilent = false;
        foreach (var (_, stream) in _streams.Where(open => open.Path == path).ToList())
        {
            stream.Resume();
        }
    }

    /// <summary>A side has died: every connection is found dead.</summary>
    public void CutAll()
    {
        foreach (var path in Paths.Keys)
        {
            Cut(path);
        }
    }

    private void Forget()
    {
        foreach (var (_, stream) in _streams)
        {
            MostBytes = Math.Max(MostBytes, stream.MostBytes);
        }

        if (_streams.Count > 32)
        {
            _streams.RemoveAt(0);
        }
    }
}
