namespace IndustrialGateway.Platform.Line;

internal static class LineServices
{
    /// <summary>The figures of the line.</summary>
    public static IServiceCollection AddLine(this IServiceCollection services) => services.AddSingleton<LineBoard>();
}
