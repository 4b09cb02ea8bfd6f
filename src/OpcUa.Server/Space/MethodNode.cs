using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>What a client asks a method to do.</summary>
/// <param name="Object">The object on which it is called, which has the method or whose type has it.</param>
/// <param name="User">Who asks; empty for anonymous.</param>
/// <param name="Inputs">As many and of the types that the method declares.</param>
public sealed record MethodCall(Node Object, string User, IReadOnlyList<Variant> Inputs)
{
    internal Caller Caller { get; init; } = Caller.Nobody;
}

/// <summary>What a method of the standard may use of the session that calls it.</summary>
/// <param name="User">Empty for anonymous.</param>
/// <param name="FindSubscription">One of the session's own; null when it has none of this number.</param>
internal sealed record Caller(string User, Func<uint, Subscription?> FindSubscription, TimeProvider Time)
{
    public static Caller Nobody { get; } = new("", _ => null, TimeProvider.System);
}

/// <summary>Does what a method says and gives its results, in the order of its OutputArguments.</summary>
/// <param name="cancellationToken">Ends when the client has waited long enough.</param>
/// <exception cref="UaException">The client gets its status.</exception>
public delegate ValueTask<Variant[]> MethodHandler(MethodCall call, CancellationToken cancellationToken);

/// <summary>A method: clients call it on its object, and its owner's handler answers.</summary>
public sealed class MethodNode : Node
{
    internal MethodNode(NodeId id, QualifiedName browseName, LocalizedText displayName, MethodHandler handler)
        : base(id, browseName, displayName) => Handler = handler;

    public override int NodeClass => 4;

    public IReadOnlyList<MethodArgument> Inputs { get; init; } = [];

    public IReadOnlyList<MethodArgument> Outputs { get; init; } = [];

    /// <summary>Whether it can be called now.</summary>
    public bool IsExecutable { get; set; } = true;

    internal MethodHandler Handler { get; }
}
