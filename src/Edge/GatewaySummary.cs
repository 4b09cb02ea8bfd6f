namespace IndustrialGateway.Edge;

/// <summary>What a sound configuration amounts to, for the person who asked with <c>--check</c>; holds no secret.</summary>
internal static class GatewaySummary
{
    public static async Task WriteAsync(GatewayOptions options, TextWriter output)
    {
        await output.WriteLineAsync($"Gateway {options.Id} ({options.DisplayName}): the configuration is sound.");
        await output.WriteLineAsync($"  data     {options.DataFolder}, at most {options.Buffer.MaxBytes >> 20:N0} MiB");
        await output.WriteLineAsync($"  uplink   {options.Uplink.Endpoint}");
        foreach (var source in options.Sources)
        {
            await output.WriteLineAsync(
                $"  source   {source.Name}: {source.Endpoint}, {source.Security}, {source.Points.Count} points by node, {source.Browse.Count} subtrees, {source.Events.Count} of events");
        }
    }
}
