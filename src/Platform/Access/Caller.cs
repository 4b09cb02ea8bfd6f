using System.Collections.Frozen;
using Grpc.Core;

namespace IndustrialGateway.Platform.Access;

/// <summary>Who calls, proved by a key or by the page's session; <see cref="Key"/> is the public part of the key.</summary>
internal sealed record Caller(string Key, FrozenSet<string> Scopes)
{
    /// <summary>The name under which the page's own calls are counted.</summary>
    public const string Page = "page";

    /// <summary>The caller of an RPC that <see cref="AccessMiddleware"/> let through.</summary>
    public static Caller Of(ServerCallContext context) =>
        context.GetHttpContext().Features.Get<Caller>()
        ?? throw new InvalidOperationException("The call was let through without a caller.");
}
