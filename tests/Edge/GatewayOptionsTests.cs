using System.Net;
using IndustrialGateway.Client.Development;
using IndustrialGateway.Configuration;
using IndustrialGateway.Edge.Sources.OpcUa;

namespace IndustrialGateway.Edge;

public sealed class GatewayOptionsTests : IDisposable
{
    private const string Uplink = """
        uplink:
          endpoint: https://127.0.0.1:7443
          certificate: keys/gateway/gateway.crt
          key: keys/gateway/gateway.key
          authority: keys/ca/ca.crt
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly ConfigurationErrors _errors = new();

    public GatewayOptionsTests() =>
        DevelopmentMaterial.Prepare(Path.Combine(_folder.Path, "keys"), "press-shop", TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sound_file_is_read_whole()
    {
        var options = Read($$"""
            gateway: { id: press-shop, name: 冲压车间 }
            data: data
            {{Uplink}}
            buffer: { maxBytes: 256MiB }
            sources:
              - name: press-01
                endpoint: opc.tcp://192.168.1.20:4840
                user: reader
                password: s3cret
                publishingInterval: 50ms
                samplingInterval: 10ms
                points:
                  - { node: "nsu=urn:maker:press;s=Hydraulics.Pressure", path: hydraulics/pressure, unit: bar }
                  - { node: "nsu=urn:maker:press;s=Motor/Speed" }
                browse:
                  start: nsu=urn:maker:press;s=Plant
                  include: ["Press-*/**/Temp*"]
                  exclude: ["**/Raw"]
                  maxPoints: 500
                  equipment: "{1}"
                  path: "{path}"
            """);

        Assert.Empty(_errors.All);
        Assert.Equal("冲压车间", options.DisplayName);
        Assert.Equal(64 << 20, options.Buffer.Process.SegmentBytes);
        var source = Assert.Single(options.Sources);
        Assert.Null(source.Item.QueueSize);
        Assert.Equal((SecurityPolicyName.Best, SecurityModeName.SignAndEncrypt), (source.Security.Policy, source.Security.Mode));
        Assert.Equal("s3cret", source.Password!.Reveal());
        Assert.Null(options.OpcUaKeyLogFile);
        Assert.Equal("urn:maker:press", source.Points[0].Node.NamespaceUri);
        Assert.Equal(["hydraulics", "pressure"], source.Points[0].Levels);
        var browse = Assert.Single(source.Browse);
        Assert.True(browse.Takes(["Press-1", "Zone", "TempOil"]));
        Assert.Equal("Press-1", browse.Naming.Equipment.Fill("press-01", ["Press-1", "Zone", "TempOil"]));
    }

    [Fact]
    public void Ten_mistakes_are_ten_errors_each_with_its_line()
    {
        Read("""
            gateway: { id: Press Shop }
            dat: data
            uplink:
              endpoint: http://127.0.0.1:7443
              certificate: keys/gateway/none.crt
              key: keys/gateway/gateway.key
              authority: keys/ca/ca.crt
            buffer: { maxBytes: 5 bananas }
            sources:
              - name: press-01
                endpoint: opc.tcp://192.168.1.20:4840
                security: none
                points: [{ node: "ns=2;s=Speed" }]
              - name: press-01
                endpoint: opc.tcp://192.168.1.21:4840
                publishingIntervall: 1s
                queueSize: 0
                browse: { path: "{machine}/{path}" }
            """);

        string[] expected =
        [
            "1:1: 'data' is missing.",
            "1:16: 'gateway.id' must be 1 to 63 of a-z, 0-9 and '-'.",
            "2:1: 'dat' is not a setting. Did you mean 'data'?",
            "4:13: 'uplink.endpoint' must be an address that starts with https://.",
            $"5:16: 'uplink.certificate' names a file that is not there: {_folder.Path}/keys/gateway/none.crt.",
            "8:21: 'buffer.maxBytes' must be a size from 16MiB to 16TiB, e.g. 64MiB, not '5 bananas'.",
            "12:15: 'sources[0].security' is None, which anyone on the network can read and forge: say why in 'allowInsecure', or use Best.",
            "13:22: 'sources[0].points[0].node' must name its namespace by URI (nsu=...;): the index in 'ns=2;s=Speed' changes when the machine is updated.",
            "14:11: 'sources[1].name' 'press-01' is taken by another source.",
            "16:5: 'sources[1].publishingIntervall' is not a setting. Did you mean 'publishingInterval'?",
            "17:16: 'sources[1].queueSize' must be a whole number from 1 to 10000, not '0'.",
            "18:21: 'sources[1].browse.path' cannot be used: '{machine}' is not one of {source}, {path}, {name}, {1} to {9}.",
        ];
        Assert.Equal(expected, _errors.All.Select(error => $"{error.Line}:{error.Column}: {error.Message}"));
    }

    [Fact]
    public void A_machine_that_calls_needs_no_endpoint()
    {
        var options = Read($$"""
            gateway: { id: press-shop }
            data: data
            {{Uplink}}
            sources:
              - { name: a, reverse: { listen: "opc.tcp://0.0.0.0:4851", server: "urn:maker:a" }, browse: { start: i=85 } }
              - { name: b, reverse: { listen: "opc.tcp://[::1]", server: "urn:maker:b" }, browse: { start: i=85 } }
            """);

        Assert.Empty(_errors.All);
        Assert.Equal(
            [new ReverseOptions(new IPEndPoint(IPAddress.Any, 4851), "urn:maker:a"), new ReverseOptions(new IPEndPoint(IPAddress.IPv6Loopback, 4841), "urn:maker:b")],
            options.Sources.Select(source => source.Reverse));
    }

    [Fact]
    public void A_machine_may_have_other_servers_that_are_read_instead()
    {
        var options = Read($$"""
            gateway: { id: press-shop }
            data: data
            {{Uplink}}
            sources:
              - { name: a, endpoint: opc.tcp://m:4840, alternatives: [opc.tcp://n:4840, "opc.tcp://[fd00::5]:4841"], browse: { start: i=85 } }
            """);

        Assert.Empty(_errors.All);
        Assert.Equal([new Uri("opc.tcp://n:4840"), new Uri("opc.tcp://[fd00::5]:4841")], options.Sources[0].Alternatives);
    }

    [Theory]
    [InlineData("endpoint: opc.tcp://m:4840, alternatives: [http://n:4840]", "opc.tcp://")]
    [InlineData("endpoint: opc.tcp://m:4840, alternatives: ['opc.tcp://user:pw@n:4840']", "opc.tcp://")]
    [InlineData("endpoint: opc.tcp://m:4840, alternatives: [opc.tcp://m:4840]", "again")]
    [InlineData("endpoint: opc.tcp://m:4840, alternatives: [opc.tcp://n:4840, opc.tcp://n:4840]", "again")]
    [InlineData("endpoint: opc.tcp://m, alternatives: [opc.tcp://a, opc.tcp://b, opc.tcp://c, opc.tcp://d, opc.tcp://e, opc.tcp://f, opc.tcp://g, opc.tcp://h]", "7")]
    [InlineData("reverse: { listen: 'opc.tcp://0.0.0.0:4841', server: 'urn:m' }, alternatives: [opc.tcp://n:4840]", "reverse")]
    public void What_is_wrong_about_alternatives_is_named(string source, string word)
    {
        Read($$"""
            gateway: { id: press-shop }
            data: data
            {{Uplink}}
            sources:
              - { name: a, {{source}}, browse: { start: i=85 } }
            """);

        var error = Assert.Single(_errors.All).ToString();
        Assert.Contains("alternatives", error, StringComparison.Ordinal);
        Assert.Contains(word, error, StringComparison.Ordinal);
        Assert.DoesNotContain("pw", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("endpoint: opc.tcp://m:4840, reverse: { listen: 'opc.tcp://0.0.0.0:4841', server: 'urn:m' }", "endpoint")]
    [InlineData("reverse: { listen: 'opc.tcp://gateway:4841', server: 'urn:m' }", "reverse.listen")]
    [InlineData("reverse: { listen: 'http://0.0.0.0:4841', server: 'urn:m' }", "reverse.listen")]
    [InlineData("reverse: { listen: 'opc.tcp://0.0.0.0:4841', server: 'press 4' }", "reverse.server")]
    [InlineData("reverse: { listen: 'opc.tcp://0.0.0.0:4841' }", "reverse.server")]
    [InlineData("reverse: { server: 'urn:m' }", "reverse.listen")]
    [InlineData("reverse: { listen: 'opc.tcp://0.0.0.0:4841', server: 'urn:m', port: 1 }", "reverse.port")]
    public void What_is_wrong_about_a_machine_that_calls_is_named(string source, string key)
    {
        Read($$"""
            gateway: { id: press-shop }
            data: data
            {{Uplink}}
            sources:
              - { name: a, {{source}}, browse: { start: i=85 } }
            """);

        Assert.Contains($"sources[0].{key}'", Assert.Single(_errors.All).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Aes256_Sha256_RsaPss", "", "Aes256_Sha256_RsaPss SignAndEncrypt")]
    [InlineData("aes128_sha256_rsaoaep", "", "Aes128_Sha256_RsaOaep SignAndEncrypt")]
    [InlineData("ECC_nistP256", "", "ECC_nistP256 SignAndEncrypt")]
    [InlineData("ecc_nistp384", "", "ECC_nistP384 SignAndEncrypt")]
    [InlineData("best", "", "Best SignAndEncrypt")]
    [InlineData("Basic256", "a press of 2012", "INSECURE (Basic256: a press of 2012)")]
    [InlineData("Basic128Rsa15", "a press of 2009", "INSECURE (Basic128Rsa15: a press of 2009)")]
    public void A_policy_is_chosen_by_its_name(string policy, string reason, string expected)
    {
        var options = Read(Source($"security: {policy}", reason.Length > 0 ? $"allowInsecure: {reason}" : "staleAfter: 5s"));

        Assert.Empty(_errors.All);
        Assert.Equal(expected, Assert.Single(options.Sources).Security.ToString());
    }

    [Theory]
    [InlineData("Basic256")]
    [InlineData("Basic128Rsa15")]
    public void A_withdrawn_policy_needs_a_reason(string policy)
    {
        Read(Source($"security: {policy}", "staleAfter: 5s"));

        Assert.Contains($"is {policy}, which was withdrawn because it can be broken: say why in 'allowInsecure'", Assert.Single(_errors.All).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_users_certificate_needs_its_key_and_no_name()
    {
        Read(Source("userCertificate: keys/gateway/gateway.crt", "user: reader"));

        Assert.Contains(_errors.All, error => error.Message.Contains("needs the other of", StringComparison.Ordinal));
    }

    [Fact]
    public void A_certificate_of_another_gateway_is_found_out()
    {
        Read($"""
            gateway: {"{ id: forge }"}
            data: data
            {Uplink}
            sources:
              - {"{ name: a, endpoint: \"opc.tcp://a:4840\", browse: { include: [\"**\"] } }"}
            """);

        Assert.Equal(
            "'uplink.certificate' does not name this gateway: it must hold the URI urn:industrial-gateway:gateway:forge.",
            Assert.Single(_errors.All).Message);
    }

    [Fact]
    public async Task Secrets_are_not_in_what_check_prints_nor_in_the_options_text()
    {
        var options = Read($"""
            gateway: {"{ id: press-shop }"}
            data: data
            {Uplink}
            sources:
              - {"{ name: a, endpoint: \"opc.tcp://a:4840\", user: u, password: s3cret, browse: { include: [\"**\"] } }"}
            """);
        using var output = new StringWriter();

        await GatewaySummary.WriteAsync(options, output);

        Assert.Empty(_errors.All);
        Assert.DoesNotContain("s3cret", output.ToString() + options + options.Sources[0], StringComparison.Ordinal);
    }

    private GatewayOptions Read(string text) => GatewayOptions.Read(_folder.Write("gateway.yaml", text), _errors);

    private static string Source(string first, string second) => $$"""
        gateway: { id: press-shop }
        data: data
        {{Uplink}}
        sources:
          - name: press-01
            endpoint: opc.tcp://192.168.1.20:4840
            {{first}}
            {{second}}
            points: [{ node: "nsu=urn:maker:press;s=Speed" }]
        """;
}
