using IndustrialGateway.Testing;

namespace IndustrialGateway.Interop.Wire;

/// <summary>Wireshark's dissector over a capture file: somebody else's reading of our bytes.</summary>
internal sealed class Tshark(string capture, int port)
{
    /// <summary>The frames that it cannot make sense of, each in a line; there should be none.</summary>
    public Task<List<string>> MalformedAsync(CancellationToken cancellationToken) =>
        RunAsync(["-Y", "_ws.malformed || _ws.expert.severity == error"], cancellationToken);

    /// <summary>The summaries of all OPC UA frames.</summary>
    public Task<List<string>> MessagesAsync(CancellationToken cancellationToken) =>
        RunAsync(["-Y", "opcua", "-T", "fields", "-e", "_ws.col.Info"], cancellationToken);

    private async Task<List<string>> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        await using var tshark = LineProcess.Start("tshark", ["-n", "-r", capture, "-d", $"tcp.port=={port},opcua", .. arguments]);
        var lines = await tshark.ReadAllLinesAsync(cancellationToken).ToListAsync(cancellationToken);
        var code = await tshark.EndAsync(cancellationToken);
        return code == 0 ? lines : throw new InvalidOperationException($"tshark ended with {code}: {tshark.Errors}");
    }
}
