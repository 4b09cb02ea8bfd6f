using Grpc.Core;
using Grpc.Core.Interceptors;

namespace IndustrialGateway.Client;

/// <summary>Puts the key and the deadline on every call and turns its failures into the client's own exception.</summary>
internal sealed class ApiCalls(IndustrialGatewayClientOptions api) : Interceptor
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var options = WithKey(context.Options).WithDeadline((api.Time.GetUtcNow() + api.CallTimeout).UtcDateTime);
        var call = continuation(request, new(context.Method, context.Host, options));
        return new AsyncUnaryCall<TResponse>(
            AnswerAsync(call.ResponseAsync, context.Options.CancellationToken),
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            call.Dispose);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(request, new(context.Method, context.Host, WithKey(context.Options)));
        return new AsyncServerStreamingCall<TResponse>(
            new Answers<TResponse>(call.ResponseStream, api, context.Options.CancellationToken),
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            call.Dispose);
    }

    private async Task<T> AnswerAsync<T>(Task<T> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (RpcException failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Explain(failure, api);
        }
    }

    private CallOptions WithKey(CallOptions options)
    {
        var headers = options.Headers ?? [];
        headers.Add("x-api-key", api.ApiKey);
        return options.WithHeaders(headers);
    }

    private static IndustrialGatewayException Explain(RpcException failure, IndustrialGatewayClientOptions api) => IsNoAnswer(failure.Status)
        ? IndustrialGatewayException.NoAnswer(api.Address, api.ConnectTimeout, failure)
        : IndustrialGatewayException.From(failure);

    /// <summary>No connection came about in time. When the secure handshake hangs, the call is cancelled by nobody and for no reason.</summary>
    private static bool IsNoAnswer(Status status)
    {
        if (status is { StatusCode: StatusCode.Cancelled, Detail: "" })
        {
            return true;
        }

        var cause = status.DebugException;
        while (cause is not null and not TimeoutException)
        {
            cause = cause.InnerException;
        }

        return status.StatusCode is StatusCode.Unavailable && cause is not null;
    }

    private sealed class Answers<T>(IAsyncStreamReader<T> inner, IndustrialGatewayClientOptions api, CancellationToken called) : IAsyncStreamReader<T>
    {
        public T Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            try
            {
                return await inner.MoveNext(cancellationToken).ConfigureAwait(false);
            }
            catch (RpcException failure)
            {
                called.ThrowIfCancellationRequested();
                cancellationToken.ThrowIfCancellationRequested();
                throw Explain(failure, api);
            }
        }
    }
}
