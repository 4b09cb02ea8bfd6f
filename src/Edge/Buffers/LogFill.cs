using IndustrialGateway.Buffering;
using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Buffers;

/// <summary>How full a log is.</summary>
/// <param name="Class">Whose log.</param>
/// <param name="Statistics">Its figures.</param>
/// <param name="Percent">What waits, of what may.</param>
/// <param name="TimeToFull">If it goes on like this; null when it is not filling.</param>
/// <param name="Mark">The highest of 50, 80 and 95 percent that is reached; 0 = none.</param>
internal sealed record LogFill(DataClass Class, BufferStatistics Statistics, double Percent, TimeSpan? TimeToFull, int Mark);
