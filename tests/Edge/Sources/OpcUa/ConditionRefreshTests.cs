using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Testing;

namespace IndustrialGateway.Edge.Sources.OpcUa;

public sealed class ConditionRefreshTests
{
    [Fact]
    public async Task A_session_that_cannot_be_had_costs_only_the_refresh_for_which_it_was_wanted()
    {
        var logs = new FakeLogCollector();
        var failure = new UaException(StatusCode.BadServerNotConnected, "The line is gone.");
        var refresh = new ConditionRefresh("press", _ => Task.FromException<UaSession>(failure), new FakeLogger(logs));

        await refresh.RunAsync(() => throw new InvalidOperationException("There is nobody to ask."), TestContext.Current.CancellationToken);

        Assert.Contains("The line is gone.", Assert.Single(logs.GetSnapshot()).Message, StringComparison.Ordinal);
    }
}
