using System.Text;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Interop.Wire;

/// <summary>What <c>igw capture</c> writes, as Wireshark's own dissector reads it.</summary>
public sealed class CaptureTests(MachineFixture fixture)
{
    private const int Patience = 60_000;

    [Fact(Timeout = Patience)]
    public async Task What_igw_says_to_a_server_is_dissected_without_a_malformed_frame()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var folder = new TestFolder();

        await CaptureAsync(folder, "--security", "None", "--node", "nsu=urn:industrial-gateway:interop;s=Counter");

        var tshark = new Tshark(folder["capture.pcapng"], fixture.Machine.Endpoint.Port);
        Assert.Empty(await tshark.MalformedAsync(cancelled));
        var messages = string.Join('\n', await tshark.MessagesAsync(cancelled));
        Assert.All(
            ["Hello", "Acknowledge", "OpenSecureChannel", "GetEndpointsResponse", "CreateSessionResponse", "ActivateSessionResponse", "ReadResponse",
                "BrowseResponse", "CreateMonitoredItemsResponse", "PublishResponse", "CloseSessionResponse", "CloseSecureChannel"],
            message => Assert.Contains(message, messages, StringComparison.Ordinal));
    }

    [Fact(Timeout = Patience)]
    public async Task The_keys_of_an_encrypted_connection_are_in_the_capture_and_in_the_key_log()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var folder = new TestFolder();

        await CaptureAsync(folder, "--trust-server", "--pki", folder["pki"], "--key-log", folder["keys.txt"]);

        var keys = await File.ReadAllLinesAsync(folder["keys.txt"], cancelled);
        Assert.Equal(
            ["client_iv", "client_key", "client_siglen", "server_iv", "server_key", "server_siglen"],
            keys.Select(line => string.Join('_', line.Split('_')[..2])));
        var capture = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(folder["capture.pcapng"], cancelled));
        Assert.All(keys, line => Assert.Contains(line, capture, StringComparison.Ordinal));
        Assert.Empty(await new Tshark(folder["capture.pcapng"], fixture.Machine.Endpoint.Port).MalformedAsync(cancelled));
    }

    private async Task CaptureAsync(TestFolder folder, params string[] options)
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var igw = LineProcess.Start(
            Programs.Igw, ["capture", $"{fixture.Machine.Endpoint}", "--seconds", "0.5", "--output", folder["capture.pcapng"], .. options]);
        var code = await igw.EndAsync(cancelled);
        Assert.True(code == 0, igw.Errors);
    }
}
