using System.Reflection;
using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.Subscriptions;

/// <summary>
/// Who stands between a subscription and its handler must hand on every call: of a method with a default in the interface, the compiler does
/// not say that it was forgotten.
/// </summary>
public sealed class HandlerWrapperTests
{
    private static readonly Dictionary<Type, Func<ISubscriptionHandler, ISubscriptionHandler>> Wrappers = new()
    {
        [typeof(Heartbeats)] = inner => new Heartbeats(inner, new Dictionary<uint, TimeSpan>(), () => true, new FakeTimeProvider()),
        [typeof(ConditionWatch)] = inner => new ConditionWatch(
            EventSelection.Everything, inner, _ => throw new InvalidOperationException("Nothing is asked of a session here."), new FakeTimeProvider()),
        [typeof(OverflowCounter)] = inner => new OverflowCounter(new SubscriptionItems(), inner),
    };

    public static TheoryData<string, string> Calls =>
    [
        .. from wrapper in Wrappers.Keys
           from method in typeof(ISubscriptionHandler).GetMethods()
           select (wrapper.Name, method.Name),
    ];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_wrapper_hands_on_every_call(string wrapper, string method)
    {
        var inner = DispatchProxy.Create<ISubscriptionHandler, Recording>();
        var outer = Wrappers.Single(each => each.Key.Name == wrapper).Value(inner);
        var called = typeof(ISubscriptionHandler).GetMethod(method)!; // one of those in Calls

        await (ValueTask)called.Invoke(outer, [.. called.GetParameters().Select(Argument)])!;

        Assert.Equal([method], ((Recording)(object)inner).Called);
        (outer as IDisposable)?.Dispose();
    }

    [Fact]
    public void Every_wrapper_is_tried() =>
        Assert.Equal(
            Wrappers.Keys.Select(type => type.Name).Order(StringComparer.Ordinal),
            typeof(ISubscriptionHandler).Assembly.GetTypes().Where(IsWrapper).Select(type => type.Name).Order(StringComparer.Ordinal));

    private static bool IsWrapper(Type type) =>
        type is { IsClass: true }
        && typeof(ISubscriptionHandler).IsAssignableFrom(type)
        && type.GetConstructors().Any(constructor => constructor.GetParameters().Any(parameter => parameter.ParameterType == typeof(ISubscriptionHandler)));

    private static object? Argument(ParameterInfo parameter) =>
        parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : parameter.ParameterType == typeof(IReadOnlyList<ItemResult>) ? Array.Empty<ItemResult>() : null;

    /// <summary>The handler at the end of the chain.</summary>
    public class Recording : DispatchProxy
    {
        public List<string> Called { get; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Called.Add(targetMethod!.Name); // the proxy always tells which
            return ValueTask.CompletedTask;
        }
    }
}
