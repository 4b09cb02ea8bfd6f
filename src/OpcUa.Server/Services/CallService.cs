using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>Calls methods, one after the other and for no longer than the limit says; one that fails costs that one (Part 4 §5.12.2).</summary>
internal sealed partial class CallService(AddressSpace space, ServerLimits limits, TimeProvider time, ILogger logger)
{
    /// <exception cref="UaException">The request as a whole is refused.</exception>
    public async ValueTask<CallResponse> CallAsync(CallRequest request, Caller caller, CancellationToken cancellationToken)
    {
        Requests.CheckCount(request.MethodsToCall.Length, limits.MaxNodesPerMethodCall, "method");
        using var limit = new CancellationTokenSource(limits.OperationTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var results = new CallMethodResult[request.MethodsToCall.Length];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = await CallAsync(request.MethodsToCall[i], caller, either.Token).ConfigureAwait(false);
        }

        return new CallResponse { Results = results };
    }

    private async ValueTask<CallMethodResult> CallAsync(CallMethodRequest request, Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            var (owner, method) = Find(request);
            var wrong = CheckInputs(method, request.InputArguments);
            if (wrong is not null)
            {
                return new CallMethodResult { Status = StatusCode.BadInvalidArgument, InputArgumentResults = wrong };
            }

            // Also a handler that does not look at the token ends here when the time is over.
            var outputs = await method.Handler(new MethodCall(owner, caller.User, request.InputArguments) { Caller = caller }, cancellationToken)
                .AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            return new CallMethodResult { InputArgumentResults = new StatusCode[request.InputArguments.Length], OutputArguments = outputs };
        }
        catch (UaException refusal)
        {
            return new CallMethodResult { Status = refusal.Status };
        }
        catch (OperationCanceledException)
        {
            return new CallMethodResult { Status = StatusCode.BadTimeout };
        }
        catch (Exception failure)
        {
            LogFailed(request.MethodId, failure);
            return new CallMethodResult { Status = StatusCode.BadInternalError };
        }
    }

    /// <summary>The method must be the object's own or its type's.</summary>
    private (Node Owner, MethodNode Method) Find(CallMethodRequest request)
    {
        if (!space.TryFind(request.ObjectId, out var owner) || !space.TryFind(request.MethodId, out var node))
        {
            throw new UaException(StatusCode.BadNodeIdUnknown, $"There is no object {request.ObjectId} with a method {request.MethodId}.");
        }

        if (node is not MethodNode method || !Has(owner, method))
        {
            throw new UaException(StatusCode.BadMethodInvalid, $"{request.MethodId} is no method of {request.ObjectId}.");
        }

        return method.IsExecutable ? (owner, method) : throw new UaException(StatusCode.BadNotExecutable, $"{request.MethodId} cannot be called now.");
    }

    private bool Has(Node owner, MethodNode method)
    {
        if (IsComponent(owner, method))
        {
            return true;
        }

        var type = owner is ObjectNode instance && space.TryFind(instance.TypeDefinition, out var node) ? node as TypeNode : owner as TypeNode;
        for (; type is not null; type = type.Supertype)
        {
            if (IsComponent(type, method))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsComponent(Node owner, MethodNode method) =>
        method.References.Any(reference => !reference.IsForward && reference.Type == StandardNodes.HasComponent && reference.Target == owner);

    /// <returns>Null when all are right; otherwise what is wrong with each.</returns>
    private StatusCode[]? CheckInputs(MethodNode method, Variant[] inputs)
    {
        if (inputs.Length != method.Inputs.Count)
        {
            var isShort = inputs.Length < method.Inputs.Count;
            throw new UaException(
                isShort ? StatusCode.BadArgumentsMissing : StatusCode.BadTooManyArguments, $"{method.Id} takes {method.Inputs.Count} arguments, not {inputs.Length}.");
        }

        var results = new StatusCode[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            var declared = method.Inputs[i];
            results[i] = space.Types.Accepts(declared.DataType, declared.ValueRank, inputs[i]) ? StatusCode.Good : StatusCode.BadTypeMismatch;
        }

        return Array.TrueForAll(results, result => result == StatusCode.Good) ? null : results;
    }

    [LoggerMessage(LogLevel.Error, "The handler of method {Method} failed; its caller was told BadInternalError")]
    private partial void LogFailed(NodeId method, Exception failure);
}
