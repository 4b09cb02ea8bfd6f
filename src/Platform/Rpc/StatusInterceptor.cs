using Grpc.Core;
using Grpc.Core.Interceptors;

namespace IndustrialGateway.Platform.Rpc;

/// <summary>Turns what an endpoint throws into one <c>google.rpc.Status</c>, and lets a stream that its reader left end quietly.</summary>
internal sealed partial class StatusInterceptor(ILogger<StatusInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw Map(failure, context);
        }
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        RunAsync(() => continuation(request, responseStream, context), context);

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        RunAsync(() => continuation(requestStream, responseStream, context), context);

    private async Task RunAsync(Func<Task> stream, ServerCallContext context)
    {
        try
        {
            await stream();
        }
        catch (Exception) when (context.CancellationToken.IsCancellationRequested)
        {
            // The other side has left: whatever the handler met on its way out, nobody is there to read it.
        }
        catch (IOException)
        {
            // Kestrel's word for a stream that was reset or aborted, sometimes before the call's token tells it; the
            // historian and the catalogue have exceptions of their own.
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw Map(failure, context);
        }
    }

    private RpcException Map(Exception failure, ServerCallContext context)
    {
        if (failure is RefusalException refusal)
        {
            return refusal.Status.ToRpcException();
        }

        if (failure is OperationCanceledException)
        {
            return RefusalException
                .Unavailable("STOPPING", "The platform is stopping.", TimeSpan.FromSeconds(1)).Status.ToRpcException();
        }

        var incident = Guid.NewGuid().ToString("N");
        LogFailure(context.Method, incident, failure);
        return RefusalException.Internal(incident).Status.ToRpcException();
    }

    [LoggerMessage(LogLevel.Error, "{Method} failed; incident {Incident}")]
    private partial void LogFailure(string method, string incident, Exception failure);
}
