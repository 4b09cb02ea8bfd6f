namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>Keeps what was learnt of servers' limits beyond a connection, so that the next one does not learn it again. For many threads.</summary>
public interface ILimitMemory
{
    /// <param name="server">Which server: its application URI and its address.</param>
    /// <returns>Nothing learnt when the server is not known.</returns>
    LearntLimits Recall(string server);

    /// <summary>Must neither throw nor wait for a disk, since it is called by a connection's reader: what cannot be kept is learnt again.</summary>
    void Remember(string server, LearntLimits limits);

    /// <summary>Completes when all that was to be remembered is kept; must not throw. A <see cref="UaClient"/> awaits it at its end.</summary>
    Task SavedAsync() => Task.CompletedTask;
}
