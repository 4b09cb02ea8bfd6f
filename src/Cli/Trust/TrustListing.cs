using System.Globalization;
using IndustrialGateway.Cli.Output;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.Cli.Trust;

/// <summary>How certificates are shown: a row for comparison, a page for a decision, an object for programs.</summary>
internal static class TrustListing
{
    public static Listing<TrustEntry> Certificates { get; } = new(
        ["", "SHA-1 fingerprint", "subject", "application", "valid until", "last refused", "why"],
        entry =>
        [
            Place(entry),
            entry.Thumbprint,
            entry.Subject,
            entry.ApplicationUri,
            Day(entry.NotAfter),
            entry.Rejection is { } rejection ? Moment(rejection.Last) : "",
            entry.Rejection?.StatusName ?? "",
        ],
        (json, entry) =>
        {
            json.WriteString("place", Place(entry));
            json.WriteString("sha1", entry.Thumbprint);
            json.WriteString("sha256", entry.Sha256);
            json.WriteString("subject", entry.Subject);
            json.WriteString("issuer", entry.Issuer);
            json.WriteString("applicationUri", entry.ApplicationUri);
            json.WriteString("notBefore", entry.NotBefore.UtcDateTime);
            json.WriteString("notAfter", entry.NotAfter.UtcDateTime);
            json.WriteString("file", entry.File);
            if (entry.Rejection is { } rejection)
            {
                json.WriteString("peer", rejection.Peer);
                json.WriteString("firstRefused", rejection.First.UtcDateTime);
                json.WriteString("lastRefused", rejection.Last.UtcDateTime);
                json.WriteString("status", rejection.StatusName);
                json.WriteString("reason", rejection.Reason);
            }
        },
        "certificates");

    public static async Task ShowAsync(TrustEntry entry, TextWriter output)
    {
        await output.WriteLineAsync($"{Place(entry)}: {entry.File}");
        await output.WriteLineAsync($"  subject      {entry.Subject}");
        await output.WriteLineAsync($"  issuer       {(entry.Issuer == entry.Subject ? "itself" : entry.Issuer)}");
        await output.WriteLineAsync($"  application  {entry.ApplicationUri}");
        await output.WriteLineAsync($"  valid        {Moment(entry.NotBefore)} to {Moment(entry.NotAfter)}");
        await output.WriteLineAsync($"  SHA-1        {entry.Thumbprint}");
        await output.WriteLineAsync($"  SHA-256      {entry.Sha256}");
        if (entry.Rejection is { } rejection)
        {
            await output.WriteLineAsync($"  refused      {Moment(rejection.First)}, last {Moment(rejection.Last)}");
            await output.WriteLineAsync($"  because      {rejection.Reason}");
            await output.WriteLineAsync($"  advice       {Advice(rejection)}");
        }
    }

    private static string Advice(Rejection rejection) => rejection.IsForWantOfTrust
        ? "compare the fingerprint with the one that the machine shows, then `igw trust approve`."
        : SecurityExplanations.Of(new(rejection.Status))?.Advice ?? "";

    private static string Place(TrustEntry entry) => entry.Place switch
    {
        TrustPlace.Trusted => "trusted",
        TrustPlace.Issuer => "issuer",
        _ => "refused",
    };

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
