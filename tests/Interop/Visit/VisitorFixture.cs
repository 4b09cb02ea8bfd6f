using System.Text.Json.Nodes;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Interop.Visit;

/// <summary>One process of node-opcua's client for all tests of a class.</summary>
public sealed class VisitorFixture(OurMachine machine) : IAsyncLifetime
{
    private NodeVisitor? _visitor;

    internal NodeVisitor Visitor => _visitor ?? throw new InvalidOperationException("The fixture has not started.");

    public async ValueTask InitializeAsync() => _visitor = await NodeVisitor.StartAsync(
        machine, "None", MessageSecurityMode.None, settings: null, TestContext.Current.CancellationToken);

    /// <summary>The visitor in a new session; what the one before subscribed to has ended.</summary>
    internal async Task<NodeVisitor> VisitAsync(
        CancellationToken cancelled, string policy = "None", MessageSecurityMode mode = MessageSecurityMode.None, JsonObject? identity = null)
    {
        var settings = identity?.DeepClone().AsObject() ?? [];
        settings["policy"] = policy;
        settings["mode"] = $"{mode}";
        Assert.Equal("Good", $"{await Visitor.OrderAsync(new JsonObject { ["visit"] = settings }, cancelled)}");
        Visitor.Forget();
        return Visitor;
    }

    public async ValueTask DisposeAsync()
    {
        if (_visitor is not null)
        {
            await _visitor.DisposeAsync();
        }
    }
}
