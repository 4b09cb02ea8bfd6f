using IndustrialGateway.Configuration;
using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Edge.Sources.OpcUa;

public sealed class DeclaredTypesTests : IAsyncDisposable
{
    private const ushort Read = 631;
    private const ushort TranslateBrowsePaths = 554;
    private const ushort Browse = 527;

    private readonly FakeTimeProvider _time = new();
    private readonly Machine _machine = new();
    private readonly PointRegistry _registry = new();
    private readonly List<ushort> _asked = [];
    private WatchedLine? _line;
    private UaSession? _session;

    [Fact]
    public async Task Finding_points_again_of_which_none_has_changed_asks_for_nothing_but_the_nodes_that_there_are()
    {
        var (plan, session) = await StartAsync();
        var before = await plan.MakeAsync(session, TestContext.Current.CancellationToken);
        Assert.Contains(Read, _asked);
        Assert.Contains(TranslateBrowsePaths, _asked);

        var after = await AskedByAsync(plan, session, found => Assert.Equal(before, found));

        Assert.Equal([Browse], after.Distinct());
    }

    [Fact]
    public async Task A_node_that_is_new_is_asked_for()
    {
        var (plan, session) = await StartAsync();
        await plan.MakeAsync(session, TestContext.Current.CancellationToken);

        _machine.Add("new", Variant.Of(1.5));

        Assert.Contains(Read, await AskedByAsync(plan, session, found => Assert.Equal(3, found.Count)));
        Assert.DoesNotContain(Read, await AskedByAsync(plan, session));
    }

    [Theory]
    [InlineData("the variable")]
    [InlineData("its type")]
    [InlineData("nobody knows what")]
    [InlineData("too many to list")]
    [InlineData("nothing in a day")]
    public async Task What_has_changed_or_may_have_is_asked_for_again_once(string changed)
    {
        var (plan, session) = await StartAsync();
        await plan.MakeAsync(session, TestContext.Current.CancellationToken);

        switch (changed)
        {
            case "the variable":
                plan.Declared.Forget([Machine.Id("mode")]);
                break;
            case "its type":
                plan.Declared.Forget([new NodeId((uint)BuiltInType.Int32)]);
                break;
            case "nobody knows what":
                plan.Declared.ForgetAll();
                break;
            case "too many to list":
                plan.Declared.Forget(Enumerable.Range(0, 20_000).Select(index => new NodeId((uint)index, 1)));
                break;
            default:
                _time.Advance(DeclaredTypes.MaxAge);
                break;
        }

        Assert.Contains(Read, await AskedByAsync(plan, session));
        Assert.DoesNotContain(Read, await AskedByAsync(plan, session));
    }

    [Fact]
    public async Task A_change_of_another_node_and_one_of_which_nobody_tells_in_a_day_is_not_asked_for()
    {
        var (plan, session) = await StartAsync();
        await plan.MakeAsync(session, TestContext.Current.CancellationToken);

        plan.Declared.Forget([Machine.Id("other")]);
        _time.Advance(DeclaredTypes.MaxAge - TimeSpan.FromSeconds(1));

        Assert.Equal([Browse], (await AskedByAsync(plan, session)).Distinct());
    }

    [Fact]
    public async Task Another_session_is_asked_for_all()
    {
        var (plan, session) = await StartAsync();
        await plan.MakeAsync(session, TestContext.Current.CancellationToken);

        await using var other = await ConnectAsync();

        Assert.Contains(Read, await AskedByAsync(plan, other));
    }

    /// <summary>What the watch hears is told by what is asked for: of two variables one, or both.</summary>
    [Theory]
    [InlineData("model", 1)]
    [InlineData("semantics", 1)]
    [InlineData("no list", 2)]
    [InlineData("something else in the list", 2)]
    [InlineData("a list that is cut off", 2)]
    public async Task A_change_that_names_its_nodes_makes_only_those_be_asked_for(string told, int expected)
    {
        var (plan, session) = await StartAsync();
        using var watch = new ModelWatch(new Chores(), plan.Declared, TimeSpan.Zero, _time);
        await plan.MakeAsync(session, TestContext.Current.CancellationToken);
        var named = new ModelChange(Machine.Id("mode"), default, ModelChangeVerbs.DataTypeChanged).ToExtensionObject();
        ExtensionObject[] list = told switch
        {
            "model" => [named],
            "semantics" => [new SemanticChange(Machine.Id("mode"), default).ToExtensionObject()],
            "no list" => [],
            "something else in the list" => [named, new ExtensionObject(new NodeId(1), ExtensionBody.Binary, named.Body)],
            _ => [named, new ExtensionObject(named.TypeId, ExtensionBody.Binary, named.Body[..3])],
        };

        watch.Hear(new EventFieldList(ModelWatch.Handle, new[] { Variant.Of(EventTypes.GeneralModelChange), Variant.OfArray(BuiltInType.ExtensionObject, list) }));
        _machine.Space.Remove(_machine.Space[Machine.Id("mode")]);
        _machine.Space.Remove(_machine.Space[Machine.Id("speed")]);
        _machine.Add("mode", Variant.Of("on"));
        _machine.Add("speed", Variant.Of("fast"));
        var found = await plan.MakeAsync(session, TestContext.Current.CancellationToken);

        Assert.Equal(expected, found.Count(point => _registry.Describe(point.Point).DataType == DataType.String));
    }

    [Fact]
    public async Task A_node_that_comes_back_under_its_id_with_another_type_is_declared_anew()
    {
        var speed = _machine.Add("speed", Variant.Of(1.5));
        _machine.Space.AddVersion(_machine.Plant);
        await _machine.StartAsync();
        await using var running = await RunningSource.StartAsync(_machine, "browse: { start: \"nsu=urn:test:machine;s=Plant\" }");
        var before = await running.NextAsync();

        _machine.Space.Remove(speed);
        _machine.Add("speed", Variant.Of(7));
        var after = await running.NextAsync(row => row.Value == Value.Of(7));

        Assert.Equal((DataType.Double, DataType.Int32), (running.Describe(before).DataType, running.Describe(after).DataType));
    }

    public async ValueTask DisposeAsync()
    {
        await (_session?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_line?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _machine.DisposeAsync();
    }

    private async Task<(PointPlan Plan, UaSession Session)> StartAsync()
    {
        _machine.Add("speed", Variant.Of(1.5));
        _machine.Add("mode", Variant.Of(1));
        await _machine.StartAsync(secured: false);
        _line = new WatchedLine(_machine.Endpoint)
        {
            Passing = type =>
            {
                lock (_asked)
                {
                    _asked.Add(type);
                }

                return Task.CompletedTask;
            },
        };
        _session = await ConnectAsync();
        return (new PointPlan(Options(), _registry, new PointPaths(), _time, NullLogger.Instance), _session);
    }

    private Task<UaSession> ConnectAsync() => UaSession.ConnectAsync(
        OpcUaClientOptions.Of(Options(), _machine.Identity), cancellationToken: TestContext.Current.CancellationToken);

    private OpcUaSourceOptions Options() => OpcUaSourceOptions.Read(ConfigurationFile.Parse(
        "test.yaml",
        $"name: press\nendpoint: {_line!.Endpoint}\nsecurity: None\nallowInsecure: a test\nbrowse: {{ start: \"nsu=urn:test:machine;s=Plant\" }}",
        new ConfigurationErrors()));

    /// <summary>The types of the requests that it takes to find the points again.</summary>
    private async Task<List<ushort>> AskedByAsync(PointPlan plan, UaSession session, Action<IReadOnlyList<PlannedPoint>>? look = null)
    {
        lock (_asked)
        {
            _asked.Clear();
        }

        var found = await plan.MakeAsync(session, TestContext.Current.CancellationToken);
        look?.Invoke(found);
        lock (_asked)
        {
            return [.. _asked];
        }
    }
}
