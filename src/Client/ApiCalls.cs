using Grpc.Core;
using Grpc.Core.Interceptors;

namespace IndustrialGateway.Client;

/// <summary>Puts the key and the deadline on every call and turns its failures into the client's own exception.</summary>
internal sealed class ApiCalls(string key, TimeSpan timeout, TimeProvider time) : Interceptor
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var options = WithKey(context.Options).WithDeadline((time.GetUtcNow() + timeout).UtcDateTime);
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
            new Answers<TResponse>(call.ResponseStream),
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            call.Dispose);
    }

    private static async Task<T> AnswerAsync<T>(Task<T> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (RpcException failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw IndustrialGatewayException.From(failure);
        }
    }

    private CallOptions WithKey(CallOptions options)
    {
        var headers = options.Headers ?? [];
        headers.Add("x-api-key", key);
        return options.WithHeaders(headers);
    }

    private sealed class Answers<T>(IAsyncStreamReader<T> inner) : IAsyncStreamReader<T>
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
                cancellationToken.ThrowIfCancellationRequested();
                throw IndustrialGatewayException.From(failure);
            }
        }
    }
}
