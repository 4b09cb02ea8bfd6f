using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Client.Redundancy;

/// <summary>
/// Connects to the server of the set that had the session, and when that is not to be had soon, to the best of the others (Part 4 §6.6.2.4.5).
/// </summary>
internal sealed partial class RedundantConnector(UaClientOptions options, ServerSet set, ServerLines lines, TimeProvider time, ILogger logger)
    : IConnector
{
    // An active server that has just been lost is not waited for as long as one that is slow to connect to.
    private static readonly TimeSpan QuickPatience = TimeSpan.FromSeconds(2);
    private const int QuickAttempts = 2;

    // It says no at once: perhaps it is only starting again, and it still has the session.
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task<Connection> ConnectAsync(CancellationToken cancellationToken)
    {
        UaException? first = null;
        List<string> reasons = [];
        foreach (var server in set.Order())
        {
            var begun = time.GetTimestamp();
            set.Attempted(server.Url);
            try
            {
                var connection = await lines.ConnectAsync(server, PatienceFor(server), cancellationToken).ConfigureAwait(false);
                if (!server.IsActive)
                {
                    LogStandby(server.Url, server.Health, set.Active.Url, first?.Message ?? "it was connected, but gave no session");
                }

                return connection;
            }
            catch (UaException failure)
            {
                first ??= failure;
                reasons.Add($"{server.Url}: {failure.Message}");
            }

            if (server is { IsActive: true, Attempts: 0 } && time.GetElapsedTime(begun) < Prompt)
            {
                break;
            }
        }

        throw reasons.Count == 1 ? first! : new UaException(first!.Status, $"None of {reasons.Count} servers can be connected. {string.Join(' ', reasons)}");
    }

    private TimeSpan PatienceFor(RedundantServer server) =>
        server is { IsActive: true, Attempts: < QuickAttempts } ? QuickPatience : options.ConnectTimeout;

    [LoggerMessage(LogLevel.Warning, "{Url} (service level {Health}) is connected in place of {Active}: {Reason}")]
    private partial void LogStandby(Uri url, string health, Uri active, string reason);
}
