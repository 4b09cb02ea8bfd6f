using IndustrialGateway.Testing;

namespace IndustrialGateway.Interop.Trust;

/// <summary>A plant's own authority and the one of a line below it, as an administrator makes them with openssl.</summary>
internal sealed class PlantAuthority : IDisposable
{
    private const string Settings = """
        [ca]
        default_ca = plant
        [plant]
        dir = .
        database = $dir/$ENV::WHO.index
        new_certs_dir = $dir
        serial = $dir/$ENV::WHO.serial
        default_md = sha256
        default_days = 365
        default_crl_days = 30
        policy = any
        unique_subject = no
        [any]
        commonName = supplied
        [authority]
        basicConstraints = critical, CA:TRUE
        keyUsage = critical, keyCertSign, cRLSign
        subjectKeyIdentifier = hash
        authorityKeyIdentifier = keyid
        [server]
        basicConstraints = critical, CA:FALSE
        keyUsage = critical, digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment
        extendedKeyUsage = serverAuth, clientAuth
        subjectKeyIdentifier = hash
        authorityKeyIdentifier = keyid
        subjectAltName = URI:urn:industrial-gateway:interop:machine, DNS:localhost, IP:127.0.0.1
        [req]
        distinguished_name = name
        [name]
        """;

    private readonly TestFolder _folder = new();

    private PlantAuthority()
    {
    }

    /// <summary>DER of the root, which people trust.</summary>
    public byte[] Root => File.ReadAllBytes(_folder["root.der"]);

    /// <summary>DER of the authority below it, which issues servers.</summary>
    public byte[] Line => File.ReadAllBytes(_folder["line.der"]);

    /// <summary>PEM of the server with its issuer behind it, as it goes over the wire.</summary>
    public string ServerFile => _folder["chain.pem"];

    public string ServerKeyFile => _folder["server.key"];

    public static async Task<PlantAuthority> FoundAsync(CancellationToken cancellationToken)
    {
        var plant = new PlantAuthority();
        await File.WriteAllTextAsync(plant._folder["plant.cnf"], Settings, cancellationToken);
        foreach (var who in (string[])["root", "line"])
        {
            await File.WriteAllTextAsync(plant._folder[$"{who}.index"], "", cancellationToken);
            await File.WriteAllTextAsync(plant._folder[$"{who}.serial"], "1000\n", cancellationToken);
        }

        await plant.RequestAsync("root", "Plant authority", cancellationToken);
        await plant.OpenSslAsync(
            "root", "ca -batch -config plant.cnf -selfsign -extensions authority -in root.csr -keyfile root.key -out root.pem -notext", cancellationToken);
        await plant.OpenSslAsync("root", "x509 -in root.pem -outform DER -out root.der", cancellationToken);
        await plant.IssueAsync("line", "Line authority", "authority", by: "root", cancellationToken);
        await plant.IssueAsync("server", "Press", "server", by: "line", cancellationToken);
        await File.WriteAllTextAsync(
            plant.ServerFile,
            await File.ReadAllTextAsync(plant._folder["server.pem"], cancellationToken) + await File.ReadAllTextAsync(plant._folder["line.pem"], cancellationToken),
            cancellationToken);
        return plant;
    }

    /// <summary>The present list of what an authority, "root" or "line", took back.</summary>
    public async Task<byte[]> ListAsync(string authority, CancellationToken cancellationToken)
    {
        await OpenSslAsync(
            authority, $"ca -config plant.cnf -gencrl -keyfile {authority}.key -cert {authority}.pem -out {authority}.crl", cancellationToken);
        return await File.ReadAllBytesAsync(_folder[$"{authority}.crl"], cancellationToken);
    }

    /// <summary>An authority's list if it took this certificate back; the next list does not name it any more.</summary>
    public async Task<byte[]> ListWithoutAsync(string certificate, string authority, CancellationToken cancellationToken)
    {
        var before = await File.ReadAllTextAsync(_folder[$"{authority}.index"], cancellationToken);
        await OpenSslAsync(
            authority, $"ca -config plant.cnf -revoke {certificate}.pem -keyfile {authority}.key -cert {authority}.pem", cancellationToken);
        var list = await ListAsync(authority, cancellationToken);
        await File.WriteAllTextAsync(_folder[$"{authority}.index"], before, cancellationToken);
        return list;
    }

    public void Dispose() => _folder.Dispose();

    private async Task IssueAsync(string file, string name, string use, string by, CancellationToken cancellationToken)
    {
        await RequestAsync(file, name, cancellationToken);
        await OpenSslAsync(
            by, $"ca -batch -config plant.cnf -extensions {use} -in {file}.csr -keyfile {by}.key -cert {by}.pem -out {file}.pem -notext", cancellationToken);
        await OpenSslAsync(by, $"x509 -in {file}.pem -outform DER -out {file}.der", cancellationToken);
    }

    private async Task RequestAsync(string file, string name, CancellationToken cancellationToken) => await RunAsync(
        "root", ["req", "-config", "plant.cnf", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", $"{file}.key", "-out", $"{file}.csr", "-subj", $"/CN={name}"], cancellationToken);

    private Task OpenSslAsync(string who, string command, CancellationToken cancellationToken) => RunAsync(who, command.Split(' '), cancellationToken);

    private async Task RunAsync(string who, string[] arguments, CancellationToken cancellationToken)
    {
        await using var openssl = LineProcess.Start("openssl", arguments, _folder.Path, new Dictionary<string, string> { ["WHO"] = who });
        var code = await openssl.EndAsync(cancellationToken);
        if (code != 0)
        {
            throw new InvalidOperationException($"openssl {string.Join(' ', arguments)} ended with {code}: {openssl.Errors}");
        }
    }
}
