using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.Cli.Output;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.Cli.Trust;

/// <summary><c>igw trust</c>: which OPC UA certificates a gateway trusts, which it refused and why, and what a person says to that.</summary>
internal static class TrustCommand
{
    private static readonly Argument<string> Fingerprint = new("FINGERPRINT")
    {
        Description = "The beginning of the certificate's SHA-1 or SHA-256 fingerprint, as far as no other begins so.",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "One JSON object per line instead of text." };

    // A folder is given for each command, in front of it or behind it.
    private static readonly Option<string?> Folder = new("--certificates", "-c")
    {
        Description = "The gateway's certificate folder (`opcua: certificates:` in gateway.yaml), unless it is ./pki.",
        HelpName = "FOLDER",
        Recursive = true,
    };

    private static readonly Option<KeyKind> Key = new("--key")
    {
        Description = "Which of the gateway's own certificates: Rsa (unless said), NistP256 or NistP384, for policies with keys on a curve.",
        HelpName = "KIND",
    };

    public static Command Create(TimeProvider time)
    {
        var command = new Command("trust", "Show and decide which OPC UA certificates are trusted.")
        {
            Action("list", "List the refused, the trusted and the issuers' certificates.", ListAsync),
            ActionOn("show", "Show one certificate with everything that a person compares.", ShowAsync),
            ActionOn("approve", "Trust a refused certificate from now on.", ApproveAsync),
            ActionOn("reject", "Take trust away; the certificate is kept among the refused ones.", (folder, entries, _, _) => RejectAsync(folder, entries, time)),
            ActionOn("remove", "Delete a certificate from its folder.", RemoveAsync),
            ExportCommand(),
            RenewCommand(time),
        };
        command.Add(Folder);
        return command;
    }

    private static Command Action(string name, string description, Func<TrustAdministration, bool, CancellationToken, Task> action)
    {
        var command = new Command(name, description) { Json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await action(new TrustAdministration(FolderOf(parsed)), parsed.GetValue(Json), cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command ActionOn(
        string name, string description, Func<TrustAdministration, IReadOnlyList<TrustEntry>, bool, CancellationToken, Task> action)
    {
        var command = new Command(name, description) { Fingerprint, Json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = new TrustAdministration(FolderOf(parsed));
            var entries = TrustSelection.Find(folder.List(), parsed.GetRequiredValue(Fingerprint));
            await action(folder, entries, parsed.GetValue(Json), cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command ExportCommand()
    {
        var pem = new Option<bool>("--pem") { Description = "PEM instead of DER." };
        var output = new Option<string?>("--output", "-o") { Description = "The file; else standard output.", HelpName = "FILE" };
        var command = new Command("export", "Write the gateway's own certificate, for the servers that are to trust it. Its key stays where it is.") { pem, output, Key };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var own = Own(FolderOf(parsed), parsed.GetValue(Key));
            var bytes = parsed.GetValue(pem) ? System.Text.Encoding.ASCII.GetBytes(own.ExportCertificatePem() + "\n") : own.RawData;
            await WriteAsync(bytes, parsed.GetValue(output), cancellationToken);
            await Console.Error.WriteLineAsync($"{own.Subject}, SHA-1 {own.Thumbprint}, valid until {own.NotAfter.ToUniversalTime():u}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command RenewCommand(TimeProvider time)
    {
        var command = new Command("renew", "Give the gateway a new certificate and key; it takes them up by itself, and keeps the old ones for servers that do not trust the new ones yet. With --key, of a kind that it has none of, its first one.") { Key };
        command.SetAction(async (parsed, _) =>
        {
            var kind = parsed.GetValue(Key);
            using var renewed = Renew(Path.Combine(FolderOf(parsed), "own"), kind, time);
            await Console.Error.WriteLineAsync($"Renewed: {renewed.Subject}, SHA-1 {renewed.Thumbprint}, valid until {renewed.NotAfter.ToUniversalTime():u}");
            await Console.Error.WriteLineAsync($"Let every server trust it: `igw trust export{(kind == KeyKind.Rsa ? "" : $" --key {kind}")}`.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static ApplicationCertificate Renew(string own, KeyKind kind, TimeProvider time)
    {
        try
        {
            return OwnCertificates.Renew(own, time, kind);
        }
        catch (InvalidDataException failure)
        {
            throw new CliException(ExitCodes.Failure, failure.Message);
        }
    }

    private static string FolderOf(ParseResult parsed)
    {
        var folder = parsed.GetValue(Folder) ?? "pki";
        return Directory.Exists(Path.Combine(folder, "trusted")) || Directory.Exists(Path.Combine(folder, "own"))
            ? folder
            : throw new CliException(
                ExitCodes.NotFound, $"{folder} is no certificate folder.", "Give the gateway's with --certificates; it is made when the gateway first starts.");
    }

    private static Task ListAsync(TrustAdministration folder, bool json, CancellationToken cancellationToken) =>
        TrustListing.Certificates.PrintAsync(folder.List().ToAsyncEnumerable(), json, cancellationToken);

    private static async Task ShowAsync(TrustAdministration folder, IReadOnlyList<TrustEntry> entries, bool json, CancellationToken cancellationToken)
    {
        if (json)
        {
            await TrustListing.Certificates.PrintAsync(entries.ToAsyncEnumerable(), json, cancellationToken);
            return;
        }

        foreach (var entry in entries)
        {
            await TrustListing.ShowAsync(entry, Console.Out);
        }
    }

    private static async Task ApproveAsync(TrustAdministration folder, IReadOnlyList<TrustEntry> entries, bool json, CancellationToken cancellationToken)
    {
        var entry = TrustSelection.In(entries, TrustPlace.Rejected, "refused");
        await Console.Error.WriteLineAsync($"Trusted from now on: {folder.Approve(entry).Subject}, SHA-1 {entry.Thumbprint}");
        if (entry.Rejection is { IsForWantOfTrust: false } why)
        {
            var advice = SecurityExplanations.Of(new(why.Status))?.Advice ?? "";
            await Console.Error.WriteLineAsync($"Yet it was refused for another reason, which trust does not mend: {why.Reason}\n{advice}");
        }
        else
        {
            await Console.Error.WriteLineAsync("The gateway takes it at its next attempt.");
        }
    }

    private static Task RejectAsync(TrustAdministration folder, IReadOnlyList<TrustEntry> entries, TimeProvider time)
    {
        var entry = folder.Reject(TrustSelection.In(entries, TrustPlace.Trusted, "trusted"), time);
        return Console.Error.WriteLineAsync($"No longer trusted: {entry.Subject}, SHA-1 {entry.Thumbprint}. Open connections are closed within a minute.");
    }

    private static async Task RemoveAsync(TrustAdministration folder, IReadOnlyList<TrustEntry> entries, bool json, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            folder.Remove(entry);
            await Console.Error.WriteLineAsync($"Removed: {entry.File}");
        }
    }

    private static X509Certificate2 Own(string folder, KeyKind kind)
    {
        var file = OwnCertificates.FileOf(Path.Combine(folder, "own"), kind);
        try
        {
            return X509CertificateLoader.LoadCertificateFromFile(file);
        }
        catch (CryptographicException failure)
        {
            throw new CliException(ExitCodes.NotFound, $"{file} is no certificate: {failure.Message}", kind == KeyKind.Rsa ? "It is made when the gateway first starts." : "It is made when a machine first needs it, or by `igw trust renew --key`.");
        }
    }

    private static async Task WriteAsync(byte[] bytes, string? file, CancellationToken cancellationToken)
    {
        if (file is not null)
        {
            await File.WriteAllBytesAsync(file, bytes, cancellationToken);
            return;
        }

        await using var output = StandardOutput.Open();
        await output.WriteAsync(bytes, cancellationToken);
    }
}
